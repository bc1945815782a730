import { Stack, Text } from '@mantine/core';
import type { Forecast, ScheduledJob } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { jobForecastQuery } from '../../../api/jobs.ts';
import { Facts } from '../../../components/facts/facts.tsx';
import { VerdictBadge } from '../../../components/forecast/forecast-text.tsx';
import { LocalTime } from '../../../components/local-time/local-time.tsx';
import { Panel } from '../../../components/panel/panel.tsx';
import { formatDuration } from '../../../format/format-duration.ts';
import classes from '../job.module.css';

/** Whether the next execution will fit its window, from the durations of earlier runs. */
export function ForecastPanel({ job, zone }: { job: ScheduledJob; zone: string }) {
  const { t } = useTranslation();
  const { data, isError, isPending } = useQuery({ ...jobForecastQuery(job.id), enabled: job.nextRunAt !== null });
  return (
    <Panel
      title={t('forecast.title')}
      aside={data !== undefined && job.nextRunAt !== null && <VerdictBadge verdict={data.verdict} />}
    >
      {job.nextRunAt === null || isError || isPending ? (
        <Text size="sm" c="dimmed">
          {isPending && job.nextRunAt !== null ? t('common.loading') : t('forecast.none')}
        </Text>
      ) : (
        <Shown forecast={data} zone={zone} />
      )}
    </Panel>
  );
}

function Shown({ forecast, zone }: { forecast: Forecast; zone: string }) {
  const { t, i18n } = useTranslation();
  const { p50Seconds, p90Seconds, windowCutoffAt = null, windowClosesAt } = forecast;
  const duration = (seconds: number) => (
    <span className={classes.big}>{formatDuration(seconds * 1000, i18n.language)}</span>
  );
  return (
    <Stack gap="sm">
      <Facts
        facts={[
          ...(p50Seconds === null || p90Seconds === null
            ? []
            : [
                { label: t('forecast.half'), value: duration(p50Seconds) },
                { label: t('forecast.most'), value: duration(p90Seconds) },
              ]),
          { label: t('forecast.starts'), value: <LocalTime at={forecast.startsAt} zone={zone} /> },
          ...(windowCutoffAt === null || windowCutoffAt === windowClosesAt
            ? []
            : [{ label: t('forecast.cutoff'), value: <LocalTime at={windowCutoffAt} zone={zone} /> }]),
          ...(windowClosesAt === null
            ? []
            : [{ label: t('forecast.closes'), value: <LocalTime at={windowClosesAt} zone={zone} /> }]),
        ]}
      />
      <Remarks forecast={forecast} />
    </Stack>
  );
}

/** What the figures are about, and what they leave out. */
function Remarks({ forecast }: { forecast: Forecast }) {
  const { t } = useTranslation();
  const { verdict, p50Seconds, leftOut = [], skipped, withHistory, instances } = forecast;
  const { closed = 0, frozen = 0 } = skipped ?? {};
  const known = t('forecast.history', { count: withHistory, instances });
  const remarks =
    verdict === 'NO_TARGETS'
      ? [t('forecast.verdictHint.NO_TARGETS')]
      : [
          p50Seconds === null ? `${t('forecast.unknown')} – ${known}` : known,
          ...(closed === 0 ? [] : [t('forecast.closed', { count: closed })]),
          ...(frozen === 0 ? [] : [t('forecast.frozen', { count: frozen })]),
          ...leftOut.map((gap) => t(`forecast.leftOut.${gap}`)),
        ];
  return remarks.map((remark) => (
    <Text key={remark} size="xs" c="dimmed">
      {remark}
    </Text>
  ));
}
