import { Anchor, Skeleton } from '@mantine/core';
import type { ManagedInstance } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { quorumSetsQuery } from '../../../../api/quorum.ts';
import { freezesQuery, windowsQuery } from '../../../../api/windows.ts';
import { Loaded } from '../../../../components/loaded/loaded.tsx';
import { LocalTime } from '../../../../components/local-time/local-time.tsx';
import { FreezeBadge, OpenBadge } from '../../../../components/state-badge/window-badges.tsx';
import { PowerPart } from './power-part.tsx';
import { Section } from './section.tsx';
import classes from './upkeep.module.css';

/** When this machine may be changed and when not, with whom it may be down, and how it is switched on and off. */
export function UpkeepTab({ instance }: { instance: ManagedInstance }) {
  return (
    <div className={classes.parts}>
      <Windows instanceId={instance.id} />
      <Freezes instanceId={instance.id} />
      <PowerPart instance={instance} />
      <QuorumSets instanceId={instance.id} />
    </div>
  );
}

const skeleton = <Skeleton height="1rem" />;

function See({ to }: { to: '/windows' | '/quorum-sets' }) {
  const { t } = useTranslation();
  return (
    <Anchor size="xs" renderRoot={(props) => <Link to={to} {...props} />}>
      {t('upkeep.see')}
    </Anchor>
  );
}

function Windows({ instanceId }: { instanceId: string }) {
  const { t } = useTranslation();
  const query = useQuery(windowsQuery(instanceId));
  return (
    <Section title={t('upkeep.windows')} aside={<See to="/windows" />}>
      <Loaded query={query} skeleton={skeleton}>
        {(windows) =>
          windows.length === 0 ? (
            <p className={classes.none}>{t('upkeep.noWindows')}</p>
          ) : (
            <ul className={classes.list}>
              {windows.map((window) => (
                <li key={window.id} className={classes.row}>
                  <OpenBadge window={window} />
                  <span className={classes.name}>{window.name}</span>
                  {window.next === null ? (
                    t(window.enabled ? 'windows.never' : 'windows.neverOff')
                  ) : (
                    <LocalTime at={window.next.opensAt} zone={window.schedule.timezone} />
                  )}
                  {window.automaticUpdates !== 'LEAVE' && (
                    <span className={classes.sub}>
                      {t('common.labelled', { label: t('windows.automatic') })}{' '}
                      {t(`windows.automaticWords.${window.automaticUpdates}`)}
                    </span>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}

function Freezes({ instanceId }: { instanceId: string }) {
  const { t } = useTranslation();
  const query = useQuery(freezesQuery(instanceId));
  return (
    <Section title={t('upkeep.freezes')} aside={<See to="/windows" />}>
      <Loaded query={query} skeleton={skeleton}>
        {(freezes) =>
          freezes.length === 0 ? (
            <p className={classes.none}>{t('upkeep.noFreezes')}</p>
          ) : (
            <ul className={classes.list}>
              {freezes.map((freeze) => (
                <li key={freeze.id} className={classes.row}>
                  <FreezeBadge freeze={freeze} />
                  <span className={classes.name}>{freeze.name}</span>
                  {freeze.periods[0] !== undefined && (
                    <span>
                      <LocalTime at={freeze.periods[0].from} /> – <LocalTime at={freeze.periods[0].to} />
                    </span>
                  )}
                  {freeze.reason !== '' && <span className={classes.sub}>{freeze.reason}</span>}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}

function QuorumSets({ instanceId }: { instanceId: string }) {
  const { t } = useTranslation();
  const query = useQuery(quorumSetsQuery(instanceId));
  return (
    <Section title={t('upkeep.quorum')} aside={<See to="/quorum-sets" />}>
      <Loaded query={query} skeleton={skeleton}>
        {(sets) =>
          sets.length === 0 ? (
            <p className={classes.none}>{t('upkeep.noQuorum')}</p>
          ) : (
            <ul className={classes.list}>
              {sets.map(({ id, name, maxDown, members }) => (
                <li key={id} className={classes.row}>
                  <span className={classes.name}>{name}</span>
                  {t('quorum.maxDown', { count: maxDown })}
                  <span className={classes.sub}>{members.map((member) => member.name).join(', ')}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}
