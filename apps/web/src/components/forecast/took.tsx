import type { JobExecution } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import { formatDuration } from '../../format/format-duration.ts';
import { ToneBadge } from '../state-badge/tone-badge.tsx';
import { compareTook } from './compare-took.ts';
import classes from './forecast.module.css';

type TookProps = Pick<JobExecution, 'tookSeconds' | 'workRequestState' | 'forecast'>;

/** How long it took, and whether that was longer than nine of ten were expected to take. */
export function Took({ tookSeconds: seconds, workRequestState: state, forecast }: TookProps) {
  const { t, i18n } = useTranslation();
  if (seconds === null) return '—';
  const said = compareTook({ seconds, state, forecast });
  return (
    <span className={classes.figure}>
      {formatDuration(seconds * 1000, i18n.language)}{' '}
      {said !== null && <ToneBadge tone={said === 'within' ? 'mute' : 'warn'}>{t(`forecast.${said}`)}</ToneBadge>}
    </span>
  );
}
