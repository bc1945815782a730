import type { Forecast } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import { formatDuration } from '../../format/format-duration.ts';
import { ToneBadge } from '../state-badge/tone-badge.tsx';
import classes from './forecast.module.css';

interface TookProps {
  seconds: number | null;
  forecast: Pick<Forecast, 'p90Seconds'> | null;
}

/** How long it took, and whether that was longer than nine of ten were expected to take. */
export function Took({ seconds, forecast }: TookProps) {
  const { t, i18n } = useTranslation();
  if (seconds === null) return '—';
  const most = forecast?.p90Seconds ?? null;
  return (
    <span className={classes.figure}>
      {formatDuration(seconds * 1000, i18n.language)}{' '}
      {most !== null && (
        <ToneBadge tone={seconds <= most ? 'mute' : 'warn'}>
          {t(seconds <= most ? 'forecast.within' : 'forecast.beyond')}
        </ToneBadge>
      )}
    </span>
  );
}
