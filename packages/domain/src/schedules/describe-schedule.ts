import type { RepeatSchedule, Schedule, ScheduleDays, ScheduleRule, ScheduleSummary } from '@rustine/contract';
import { parseRRule, stepMillisecondsOf, type RecurrenceRule } from './parse-rrule.ts';
import { weekdaysOf } from './to-rrule.ts';
import { readWallTime } from './wall-time.ts';

/** A schedule in parts, for the command line and the console to put into words; one without faults (`checkSchedule`). */
export function describeSchedule(schedule: Schedule): ScheduleSummary {
  const { kind, timezone } = schedule;
  const parts = { kind, timezone, every: null, interval: null, days: null, time: null, text: null };
  if (kind === 'once') {
    const rest = { start: schedule.at, until: null, offsetDays: 0, rules: clockRules(timezone) };
    return { ...parts, ...rest, time: timeOf(schedule.at) };
  }
  const { start = null, until = null, offsetDays = 0 } = schedule;
  const rest = { start, until, offsetDays, rules: [...new Set(rulesOf(schedule))] };
  switch (kind) {
    case 'cron':
      return { ...parts, ...rest, text: schedule.cron };
    case 'rrule':
      return { ...parts, ...rest, text: schedule.rrule };
    case 'repeat': {
      const { every, interval } = schedule;
      const time = every === 'HOUR' ? null : timeOf(schedule.start);
      return { ...parts, ...rest, every, interval, days: daysOf(schedule), time };
    }
    default:
      return kind satisfies never;
  }
}

function timeOf(local: string): string {
  return local.slice(11).replace(/^(..:..):00$/, '$1');
}

function daysOf(schedule: RepeatSchedule): ScheduleDays | null {
  switch (schedule.every) {
    case 'HOUR':
    case 'DAY':
      return null;
    case 'WEEK':
      return { kind: 'WEEKDAYS', weekdays: weekdaysOf(schedule) };
    case 'MONTH': {
      const { nth, monthDay = new Date(readWallTime(schedule.start)).getUTCDate() } = schedule;
      return nth === undefined ? { kind: 'MONTH_DAY', day: monthDay } : { kind: 'NTH_WEEKDAY', ...nth };
    }
    default:
      return schedule.every satisfies never;
  }
}

function clockRules(timezone: string): ScheduleRule[] {
  return /^(Etc\/)?UTC$/i.test(timezone) ? [] : ['GAP', 'OVERLAP'];
}

function rulesOf(schedule: Exclude<Schedule, { kind: 'once' }>): ScheduleRule[] {
  const clock = clockRules(schedule.timezone);
  const hasShift = clock.length > 0;
  switch (schedule.kind) {
    case 'cron': {
      const [minute = '', hour = ''] = schedule.cron.split(/\s+/);
      const often = /[*,/-]/.test(minute + hour) || /^@hourly$/i.test(schedule.cron);
      return often && hasShift ? [...clock, 'CLOCK_HOURS'] : clock;
    }
    case 'repeat': {
      if (schedule.every === 'HOUR') return ['ELAPSED'];
      const days = daysOf(schedule);
      if (days?.kind === 'MONTH_DAY' && typeof days.day === 'number' && days.day > 28) return [...clock, 'MONTH_END'];
      return days?.kind === 'NTH_WEEKDAY' && days.which === 5 ? [...clock, 'SHORT_MONTHS'] : clock;
    }
    case 'rrule': {
      const parsed = parseRRule(schedule.rrule);
      if ('faults' in parsed) return clock;
      if (stepMillisecondsOf(parsed.rule) !== null) return ['ELAPSED'];
      const rules = skipsMonths(parsed.rule, new Date(readWallTime(schedule.start)).getUTCDate())
        ? (['SHORT_MONTHS'] as const)
        : [];
      return [...clock, ...(runsOften(parsed.rule) && hasShift ? (['CLOCK_HOURS'] as const) : []), ...rules];
    }
    default:
      return schedule satisfies never;
  }
}

function runsOften({ frequency, by }: RecurrenceRule): boolean {
  const several = ['BYHOUR', 'BYMINUTE'].some((name) => by.get(name)?.includes(',') === true);
  return several || frequency === 'HOURLY' || frequency === 'MINUTELY';
}

/** Whether the rule names a day that some months or years do not have, and does not take the last one that there is. */
function skipsMonths({ frequency, by }: RecurrenceRule, startDay: number): boolean {
  if (frequency !== 'MONTHLY' && frequency !== 'YEARLY') return false;
  const days = by.get('BYMONTHDAY')?.split(',').map(Number);
  if (days !== undefined) return !by.has('BYSETPOS') && days.some((day) => Math.abs(day) > 28);
  const byDay = by.get('BYDAY') ?? '';
  if (byDay !== '') return /(^|,)[+-]?(5|53)[A-Z]/.test(byDay);
  return startDay > 28 && !by.has('BYYEARDAY') && !by.has('BYWEEKNO');
}
