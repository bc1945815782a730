import type { ScheduleDays, ScheduleRule, ScheduleSummary, Weekday } from '@rustine/contract';

const weekdayNames: Readonly<Record<Weekday, string>> = {
  MO: 'Monday',
  TU: 'Tuesday',
  WE: 'Wednesday',
  TH: 'Thursday',
  FR: 'Friday',
  SA: 'Saturday',
  SU: 'Sunday',
};

/** A schedule in one English line: "every month on the 2nd Tuesday, plus 3 days, at 22:00 (Europe/Paris)". */
export function describeSchedule(summary: ScheduleSummary): string {
  const { timezone, offsetDays, until } = summary;
  const days = Math.abs(offsetDays);
  const shift = days === 0 ? '' : `, ${offsetDays > 0 ? 'plus' : 'minus'} ${days} day${days === 1 ? '' : 's'}`;
  return `${patternOf(summary)}${shift}${timeOf(summary)} (${timezone})${until === null ? '' : `, until ${show(until)}`}`;
}

function patternOf({ kind, every, interval, days, text, start }: ScheduleSummary): string {
  if (kind === 'once') return `once, on ${start?.slice(0, 10) ?? ''}`;
  if (kind === 'cron') return `by cron "${text ?? ''}"`;
  if (kind === 'rrule' || every === null) return `by the rule ${text ?? ''}`;
  const unit = every.toLowerCase();
  const how = interval === 1 || interval === null ? `every ${unit}` : `every ${interval} ${unit}s`;
  return days === null ? how : `${how} on ${onDays(days)}`;
}

function timeOf({ kind, every, time, start, offsetDays }: ScheduleSummary): string {
  const shifted = offsetDays !== 0;
  if (kind === 'cron' || start === null) return '';
  if (kind === 'rrule' || every === 'HOUR') return `, from ${show(start)}`;
  return `${shifted ? ',' : ''} at ${time ?? ''}`;
}

function show(local: string): string {
  return local.replace('T', ' ');
}

function onDays(days: ScheduleDays): string {
  switch (days.kind) {
    case 'WEEKDAYS':
      return days.weekdays.map((weekday) => weekdayNames[weekday]).join(', ');
    case 'MONTH_DAY':
      return days.day === 'LAST' ? 'the last day' : `day ${days.day}`;
    case 'NTH_WEEKDAY':
      return `the ${days.which === 'LAST' ? 'last' : ordinals[days.which]} ${weekdayNames[days.weekday]}`;
    default:
      return days satisfies never;
  }
}

const ordinals = { 1: '1st', 2: '2nd', 3: '3rd', 4: '4th', 5: '5th' } as const;

/** The rules of docs/guides/schedules.md, each in a line. */
export const ruleWords: Readonly<Record<ScheduleRule, string>> = {
  GAP: 'a time that the clock skips is moved forward by as much as it skips',
  OVERLAP: 'a time that comes twice runs once, at the first',
  ELAPSED: 'hours and minutes are counted as they pass, whatever the clock does',
  CLOCK_HOURS: 'hours are read on the clock, so the hour that comes twice is not run twice',
  MONTH_END: 'a month without that day runs on its last day',
  SHORT_MONTHS: 'a month or year without that day has no run',
};
