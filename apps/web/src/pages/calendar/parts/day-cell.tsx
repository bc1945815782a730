import { VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { foldList } from '../../../components/cve-list/fold-list.ts';
import { formatClock, regional } from '../../../format/zoned-time.ts';
import classes from '../calendar.module.css';
import type { CalendarDay, DayRun, DayWindow } from './fill-days.ts';

/** Executions of a day that show at first. */
const SHOWN = 3;

interface DayCellProps {
  day: string;
  content: CalendarDay;
  zone: string;
  /** It belongs to the month before or after. */
  isOutside: boolean;
  isToday: boolean;
}

export function DayCell({ day, content, zone, isOutside, isToday }: DayCellProps) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  const { runs, windows, freezes } = content;
  const { shown, hidden } = open ? { shown: runs, hidden: 0 } : foldList(runs, SHOWN);
  const long = new Intl.DateTimeFormat(regional(i18n.language), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  }).format(new Date(`${day}T00:00:00Z`));
  return (
    <td
      className={classes.day}
      data-outside={isOutside || undefined}
      data-today={isToday || undefined}
      data-frozen={freezes.length > 0 || undefined}
      aria-current={isToday ? 'date' : undefined}
    >
      <time className={classes.number} dateTime={day} aria-label={long}>
        {Number(day.slice(8))}
      </time>
      {(runs.length > 0 || windows.length > 0 || freezes.length > 0) && (
        <ul className={classes.items}>
          {freezes.map((name) => (
            <li key={name}>
              <span className={`${classes.item} ${classes.freeze}`} title={t('calendar.freeze', { name })}>
                {t('calendar.freeze', { name })}
              </span>
            </li>
          ))}
          {windows.map((window) => (
            <WindowItem key={`${window.id} ${window.occurrence.opensAt}`} window={window} zone={zone} />
          ))}
          {shown.map((run) => (
            <RunItem key={`${run.first.jobId} ${run.first.at}`} run={run} zone={zone} />
          ))}
          {hidden > 0 && (
            <li>
              <button
                type="button"
                className={classes.more}
                aria-label={t('calendar.moreOn', { count: hidden, day: long })}
                onClick={() => setOpen(true)}
              >
                {t('common.more', { count: hidden })}
              </button>
            </li>
          )}
        </ul>
      )}
    </td>
  );
}

function WindowItem({ window: { name, occurrence, opens }, zone }: { window: DayWindow; zone: string }) {
  const { t, i18n } = useTranslation();
  const [from, to] = [occurrence.opensAt, occurrence.closesAt].map((at) => formatClock(at, zone, i18n.language)) as [
    string,
    string,
  ];
  const label = opens ? t('calendar.window', { name, from, to }) : t('calendar.windowRest', { name, to });
  return (
    <li>
      <span className={`${classes.item} ${classes.window}`} title={label}>
        <span className={classes.clock}>
          {opens && from}–{to}
        </span>{' '}
        {name}
      </span>
    </li>
  );
}

function RunItem({ run: { first, count }, zone }: { run: DayRun; zone: string }) {
  const { t, i18n } = useTranslation();
  const time = formatClock(first.at, zone, i18n.language);
  const frozen = first.freezes.length > 0;
  const label = [
    t('calendar.execution', { name: first.jobName, time }),
    ...(count > 1 ? [t('calendar.times', { count })] : []),
    ...(first.skipped ? [t('calendar.skipped')] : []),
    ...(frozen ? [t('calendar.frozen')] : []),
  ].join(', ');
  return (
    <li>
      <Link
        to="/jobs/$jobId"
        params={{ jobId: first.jobId }}
        className={`${classes.item} ${classes.run}`}
        data-skipped={first.skipped || undefined}
        data-frozen={frozen || undefined}
        title={label}
      >
        <span className={classes.clock}>{time}</span> {first.jobName}
        {count > 1 && ` ×${count}`}
        {first.skipped && <VisuallyHidden>, {t('calendar.skipped')}</VisuallyHidden>}
        {frozen && <VisuallyHidden>, {t('calendar.frozen')}</VisuallyHidden>}
      </Link>
    </li>
  );
}
