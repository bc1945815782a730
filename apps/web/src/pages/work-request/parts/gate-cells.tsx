import type { Invocation } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import { ServerWords } from '../../../components/server-words/server-words.tsx';
import { powerLooks } from '../../../components/state-badge/job-looks.ts';
import { ToneBadge } from '../../../components/state-badge/tone-badge.tsx';
import { useNow } from '../../../format/use-now.ts';
import { formatZoned, ownZone } from '../../../format/zoned-time.ts';
import { isFinalInvocation } from '../../../states/final-states.ts';
import classes from '../work-request.module.css';

/** What became of a machine that was to be woken. */
export function PowerCell({ power }: { power: Invocation['power'] }) {
  const { t } = useTranslation();
  if (power === null) return '—';
  return (
    <ToneBadge {...powerLooks[power]} hint={t(`gate.powerHint.${power}`)}>
      {t(`gate.powerState.${power}`)}
    </ToneBadge>
  );
}

/** Why it stands as it does; while it has not begun, until when it may. */
export function ReasonCell({ run }: { run: Invocation }) {
  const { t, i18n } = useTranslation();
  const now = useNow('relaxed');
  const { reason, startUntil, startedAt, state } = run;
  const waits = startUntil !== null && startedAt === null && !isFinalInvocation(state);
  if (reason === '' && !waits) return '—';
  return (
    <>
      <ServerWords>{reason}</ServerWords>
      {waits && (
        <span className={classes.sub}>
          {t('gate.startUntil', { time: formatZoned(startUntil, ownZone(), { language: i18n.language, now }) })}
        </span>
      )}
    </>
  );
}
