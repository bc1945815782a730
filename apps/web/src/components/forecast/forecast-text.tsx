import { Tooltip } from '@mantine/core';
import type { Forecast } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import { formatDuration } from '../../format/format-duration.ts';
import { verdictLooks } from '../state-badge/job-looks.ts';
import { ToneBadge } from '../state-badge/tone-badge.tsx';
import classes from './forecast.module.css';

type Shown = Pick<Forecast, 'p50Seconds' | 'p90Seconds' | 'leftOut'>;

/** "12 min – 18 min": half of the time within the first, nine times of ten within the second. */
export function ForecastText({ forecast }: { forecast: Shown | null }) {
  const { t, i18n } = useTranslation();
  if (forecast === null) return '—';
  const { p50Seconds, p90Seconds, leftOut = [] } = forecast;
  if (p50Seconds === null || p90Seconds === null) return <span className={classes.unknown}>{t('common.unknown')}</span>;
  const duration = (seconds: number) => formatDuration(seconds * 1000, i18n.language);
  const [p50, p90] = [duration(p50Seconds), duration(p90Seconds)] as const;
  const span = p50 === p90 ? p50 : t('forecast.short', { p50, p90 });
  const hint = [t('forecast.shortHint'), ...leftOut.map((gap) => t(`forecast.leftOut.${gap}`))].join(' ');
  return (
    <Tooltip label={hint} multiline maw={280}>
      <span className={classes.figure}>{leftOut.length === 0 ? span : t('forecast.atLeast', { span })}</span>
    </Tooltip>
  );
}

export function VerdictBadge({ verdict }: { verdict: Forecast['verdict'] }) {
  const { t } = useTranslation();
  return (
    <ToneBadge {...verdictLooks[verdict]} hint={t(`forecast.verdictHint.${verdict}`)}>
      {t(`forecast.verdict.${verdict}`)}
    </ToneBadge>
  );
}
