import { Anchor } from '@mantine/core';
import type { WorkRequestDetail, WorkWave } from '@rustine/sdk';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LocalTime } from '../../../components/local-time/local-time.tsx';
import { Panel } from '../../../components/panel/panel.tsx';
import { ServerWords } from '../../../components/server-words/server-words.tsx';
import { waveLooks } from '../../../components/state-badge/job-looks.ts';
import { ToneBadge } from '../../../components/state-badge/tone-badge.tsx';
import { InvocationCounts } from '../../../components/work-progress/invocation-counts.tsx';
import { formatSpan } from '../../../format/format-span.ts';
import classes from './waves.module.css';

/** The waves in order, as steps: how each stands, what it asks for, and what is bound to it. */
export function WaveTable({ waves }: { waves: WorkRequestDetail['waves'] }) {
  const { t } = useTranslation();
  if (waves.length === 0) return null;
  return (
    <Panel title={t('waves.title')}>
      <ol className={classes.waves}>
        {waves.map((wave) => (
          <Wave key={wave.position} wave={wave} />
        ))}
      </ol>
    </Panel>
  );
}

function Wave({ wave }: { wave: WorkWave }) {
  const { t, i18n } = useTranslation();
  const { name, state, reason, size, succeededBefore, successPercent, bakeMinutes, bakeUntil, pinnedVersions } = wave;
  const bake = formatSpan(bakeMinutes, i18n.language);
  return (
    <li className={classes.wave} data-tone={waveLooks[state].tone}>
      <div className={classes.head}>
        <h3 className={classes.name}>{name}</h3>
        <ToneBadge {...waveLooks[state]} hint={t(`waves.stateHint.${state}`)}>
          {t(`waves.state.${state}`)}
        </ToneBadge>
      </div>
      <InvocationCounts work={{ counts: wave.counts, waiting: 0 }} />
      <ul className={classes.facts}>
        <li>
          {t('waves.instances', { count: size })}, {t('waves.mustSucceed', { percent: successPercent })}
        </li>
        {succeededBefore > 0 && <li>{t('waves.succeededBefore', { count: succeededBefore })}</li>}
        {bakeMinutes > 0 && (
          <li>
            {t('waves.bakeMinutes', { duration: bake })}
            {state === 'BAKING' && bakeUntil !== null && (
              <>
                {' – '}
                <LocalTime at={bakeUntil} relative />
              </>
            )}
          </li>
        )}
        {wave.healthCheck !== null && (
          <li>
            <HealthCheck name={wave.healthCheck.documentName} workRequestId={wave.healthCheckWorkRequestId} />
          </li>
        )}
        {pinnedVersions !== null && <li>{t('waves.pinned', { count: pinnedVersions })}</li>}
      </ul>
      {reason !== '' && (
        <p className={classes.reason}>
          <ServerWords>{reason}</ServerWords>
        </p>
      )}
    </li>
  );
}

function HealthCheck({ name, workRequestId }: { name: string; workRequestId: string | null }) {
  const { t } = useTranslation();
  const label = t('waves.health', { name });
  if (workRequestId === null) return label;
  return (
    <Anchor
      fz="inherit"
      renderRoot={(props) => <Link to="/work-requests/$workRequestId" params={{ workRequestId }} {...props} />}
    >
      {label}
    </Anchor>
  );
}
