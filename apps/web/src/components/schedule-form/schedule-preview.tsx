import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { JobSchedule, Schedule, ScheduledOccurrence } from '@rustine/sdk';
import { IconClockExclamation } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { previewQuery } from '../../api/schedules.ts';
import { regional } from '../../format/zoned-time.ts';
import { ErrorPanel } from '../error-panel/error-panel.tsx';
import { ToneBadge } from '../state-badge/tone-badge.tsx';
import classes from './schedule-preview.module.css';
import { scheduleWords } from './schedule-words.ts';

interface SchedulePreviewProps {
  /** Null while it is not whole. */
  schedule: JobSchedule | null;
  count?: number;
}

/** The schedule in words, its next runs with what the change of the clock does to them, and the rules that it follows. */
export function SchedulePreview({ schedule, count = 8 }: SchedulePreviewProps) {
  const { t } = useTranslation();
  return (
    <section className={classes.root} aria-label={t('schedule.preview')}>
      <h3 className={classes.title}>{t('schedule.preview')}</h3>
      {schedule === null && <Note text={t('schedule.previewWait')} />}
      {schedule?.kind === 'window' && <Note text={t('schedule.previewWindow')} />}
      {schedule?.kind === 'now' && <Note text={t('schedule.previewNow')} />}
      {schedule !== null && schedule.kind !== 'window' && schedule.kind !== 'now' && (
        <Runs schedule={schedule} count={count} />
      )}
    </section>
  );
}

function Note({ text }: { text: string }) {
  return (
    <Text size="sm" c="dimmed">
      {text}
    </Text>
  );
}

function Runs({ schedule, count }: { schedule: Schedule; count: number }) {
  const { t, i18n } = useTranslation();
  const [asked] = useDebouncedValue(schedule, 350);
  const { data, error } = useQuery(previewQuery(asked, count));
  if (error !== null) return <ErrorPanel error={error} />;
  return (
    <>
      <Text size="sm" fw={600} aria-live="polite">
        {scheduleWords(schedule, t, i18n.language)}
      </Text>
      {data !== undefined && (
        <>
          <ol className={classes.runs}>
            {data.occurrences.map((occurrence) => (
              <Run key={occurrence.at} occurrence={occurrence} />
            ))}
          </ol>
          {data.ends && (
            <Note text={t(data.occurrences.length === 0 ? 'schedule.previewNone' : 'schedule.previewEnds')} />
          )}
          {data.summary.rules.length > 0 && (
            <ul className={classes.rules} aria-label={t('schedule.rules')}>
              {data.summary.rules.map((rule) => (
                <li key={rule}>{t(`schedule.rule.${rule}`)}</li>
              ))}
            </ul>
          )}
        </>
      )}
    </>
  );
}

function Run({ occurrence: { at, local, offset, moved } }: { occurrence: ScheduledOccurrence }) {
  const { t, i18n } = useTranslation();
  const day = new Intl.DateTimeFormat(regional(i18n.language), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${local.slice(0, 10)}T00:00:00Z`));
  return (
    <li className={classes.run}>
      <time dateTime={at} title={at}>
        {day}, {local.slice(11, 16)}
      </time>
      <span className={classes.offset}>{offset}</span>
      {moved !== null && (
        <ToneBadge tone="warn" icon={IconClockExclamation} hint={t('schedule.movedMark')}>
          {t(moved.rule === 'GAP' ? 'schedule.movedGap' : 'schedule.movedOverlap', {
            asked: moved.asked.slice(11, 16),
          })}
        </ToneBadge>
      )}
    </li>
  );
}
