import type { Schedule } from '@rustine/sdk';
import type { TFunction } from 'i18next';
import { regional } from '../../format/zoned-time.ts';
import { weekdayName, weekdayOf } from './weekday-name.ts';

type Repeat = Extract<Schedule, { kind: 'repeat' }>;

/** A schedule in one line: "Every month on the 2nd Tuesday, plus 3 days, at 22:00 (Europe/Paris)". */
export function scheduleWords(schedule: Schedule, t: TFunction, language: string): string {
  const pattern = patternOf(schedule, t, language);
  if (schedule.kind === 'once') return `${pattern} (${schedule.timezone})`;
  const { offsetDays = 0, until, timezone } = schedule;
  const shift =
    offsetDays === 0 ? '' : t(offsetDays > 0 ? 'schedule.plus' : 'schedule.minus', { count: Math.abs(offsetDays) });
  const end =
    until === undefined ? '' : t('schedule.untilWords', { date: dateOf(until, language), time: clockOf(until) });
  return `${pattern}${shift}${timeOf(schedule, t, language)} (${timezone})${end}`;
}

function patternOf(schedule: Schedule, t: TFunction, language: string): string {
  switch (schedule.kind) {
    case 'once':
      return t('schedule.onceWords', { date: dateOf(schedule.at, language), time: clockOf(schedule.at) });
    case 'rrule':
      return t('schedule.rruleWords', { rule: schedule.rrule });
    case 'cron':
      return t('schedule.cronWords', { cron: schedule.cron });
    case 'repeat':
      return `${t(`schedule.every.${schedule.every}`, { count: schedule.interval ?? 1 })}${daysOf(schedule, t, language)}`;
    default:
      return schedule satisfies never;
  }
}

/** With the space before it. */
function daysOf({ every, start, weekdays, monthDay, nth }: Repeat, t: TFunction, language: string): string {
  if (every === 'WEEK') {
    const names = (weekdays ?? [weekdayOf(start)]).map((day) =>
      t('schedule.weekday', { name: weekdayName(day, language) }),
    );
    return t('schedule.onWeekdays', { list: new Intl.ListFormat(language).format(names) });
  }
  if (every !== 'MONTH') return '';
  if (nth !== undefined) {
    const weekday = weekdayName(nth.weekday, language);
    return t('schedule.onNth', { which: t(`schedule.ordinal.n${nth.which}`), weekday });
  }
  const day = monthDay ?? Number(start.slice(8, 10));
  return day === 'LAST' ? t('schedule.onLastDay') : t('schedule.onDay', { day });
}

/** An hourly one has no time of day, and a rule may have its own: there the start is told. */
function timeOf(schedule: Exclude<Schedule, { kind: 'once' }>, t: TFunction, language: string): string {
  const { kind, start } = schedule;
  if (start === undefined) return '';
  const told = { date: dateOf(start, language), time: clockOf(start) };
  const hasTime = kind === 'repeat' && schedule.every !== 'HOUR';
  return hasTime ? t('schedule.atTime', told) : t('schedule.fromTime', told);
}

/** Of a local time, which is a day on the calendar and in no zone. */
function dateOf(local: string, language: string): string {
  return new Intl.DateTimeFormat(regional(language), { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${local.slice(0, 10)}T00:00:00Z`),
  );
}

function clockOf(local: string): string {
  return local.slice(11, 16);
}
