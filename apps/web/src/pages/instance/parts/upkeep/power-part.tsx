import { Button, Skeleton } from '@mantine/core';
import type { InstancePower, ManagedInstance } from '@rustine/sdk';
import { IconPower, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { instancePowerQuery, useAskPower } from '../../../../api/power.ts';
import { ErrorPanel } from '../../../../components/error-panel/error-panel.tsx';
import { Facts } from '../../../../components/facts/facts.tsx';
import { Loaded } from '../../../../components/loaded/loaded.tsx';
import { RelativeTime } from '../../../../components/relative-time/relative-time.tsx';
import { ServerWords } from '../../../../components/server-words/server-words.tsx';
import { ToneBadge, type Tone } from '../../../../components/state-badge/tone-badge.tsx';
import { BindPower } from './bind-power.tsx';
import { PowerSessions } from './power-sessions.tsx';
import { Section } from './section.tsx';
import { SwitchPower, type PowerQuestion } from './switch-power.tsx';
import classes from './upkeep.module.css';

type Binding = NonNullable<InstancePower['binding']>;

const tones: Record<NonNullable<Binding['state']>, Tone> = {
  RUNNING: 'ok',
  STOPPED: 'mute',
  STARTING: 'busy',
  STOPPING: 'busy',
  UNKNOWN: 'warn',
};

/** Who switches the machine on and off, what was last heard of it, and the buttons. */
export function PowerPart({ instance }: { instance: ManagedInstance }) {
  const { t } = useTranslation();
  const query = useQuery(instancePowerQuery(instance.id));
  const ask = useAskPower(instance.id);
  const [asked, setAsked] = useState<PowerQuestion | 'bind' | null>(null);
  const close = () => setAsked(null);
  return (
    <Section title={t('upkeep.power')}>
      <Loaded query={query} skeleton={<Skeleton height="3rem" />}>
        {({ binding, sessions }) =>
          binding === null ? (
            <>
              <p className={classes.none}>{t('power.unbound')}</p>
              <div className={classes.buttons}>
                <Button size="xs" variant="default" onClick={() => setAsked('bind')}>
                  {t('power.bind')}
                </Button>
              </div>
            </>
          ) : (
            <>
              <BindingFacts binding={binding} />
              {binding.message !== '' && (
                <p className={classes.fault}>
                  <ServerWords>{binding.message}</ServerWords>
                </p>
              )}
              <div className={classes.buttons}>
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconPower size={15} aria-hidden />}
                  onClick={() => setAsked('start')}
                >
                  {t('power.start')}
                </Button>
                <Button size="xs" variant="default" onClick={() => setAsked('stop')}>
                  {t('power.stop')}
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconRefresh size={15} aria-hidden />}
                  loading={ask.isPending}
                  onClick={() => ask.mutate()}
                >
                  {t('power.askNow')}
                </Button>
                <Button size="xs" variant="default" onClick={() => setAsked('bind')}>
                  {t('power.rebind')}
                </Button>
                <Button size="xs" variant="default" onClick={() => setAsked('unbind')}>
                  {t('power.unbind')}
                </Button>
              </div>
              {ask.isError && <ErrorPanel error={ask.error} />}
              <PowerSessions sessions={sessions} />
            </>
          )
        }
      </Loaded>
      {asked === 'bind' && <BindPower instance={instance} binding={query.data?.binding ?? null} onClose={close} />}
      {asked !== null && asked !== 'bind' && <SwitchPower asked={asked} instance={instance} onClose={close} />}
    </Section>
  );
}

function BindingFacts({ binding }: { binding: Binding }) {
  const { t } = useTranslation();
  const { providerName, ref, leaveOn, state, stateAt } = binding;
  return (
    <Facts
      facts={[
        {
          label: t('power.known'),
          value:
            state === null ? (
              t('common.unknown')
            ) : (
              <ToneBadge tone={tones[state]}>{t(`power.state.${state}`)}</ToneBadge>
            ),
        },
        { label: t('power.askedAt'), value: <RelativeTime at={stateAt} /> },
        { label: t('power.provider'), value: providerName },
        { label: t('power.ref'), value: ref },
        ...(leaveOn ? [{ label: t('jobs.power'), value: t('power.leaveOnWords'), wide: true }] : []),
      ]}
    />
  );
}
