import { weekdays, type RepeatSchedule, type Schedule } from '@rustine/contract';
import { readWallTime, type WallTime } from './wall-time.ts';

const frequencyOf = { HOUR: 'HOURLY', DAY: 'DAILY', WEEK: 'WEEKLY', MONTH: 'MONTHLY' } as const;

/**
 * The rule of RFC 5545 that a schedule stands for, without its end; null for what has none. `offsetDays` is not in it:
 * RFC 5545 has no such thing.
 */
export function toRRule(schedule: Schedule): string | null {
  switch (schedule.kind) {
    case 'once':
    case 'cron':
      return null;
    case 'rrule':
      return schedule.rrule;
    case 'repeat': {
      const every = [`FREQ=${frequencyOf[schedule.every]}`];
      if (schedule.interval > 1) every.push(`INTERVAL=${schedule.interval}`);
      return [...every, ...daysOf(schedule)].join(';');
    }
    default:
      return schedule satisfies never;
  }
}

function daysOf(schedule: RepeatSchedule): string[] {
  const start = readWallTime(schedule.start);
  switch (schedule.every) {
    case 'HOUR':
    case 'DAY':
      return [];
    case 'WEEK':
      return [`BYDAY=${weekdaysOf(schedule).join(',')}`];
    case 'MONTH': {
      const { nth, monthDay = new Date(start).getUTCDate() } = schedule;
      if (nth !== undefined) return [`BYDAY=${nth.which === 'LAST' ? -1 : nth.which}${nth.weekday}`];
      if (monthDay === 'LAST') return ['BYMONTHDAY=-1'];
      return monthDay > 28 ? [`BYMONTHDAY=${upTo(monthDay)}`, 'BYSETPOS=-1'] : [`BYMONTHDAY=${monthDay}`];
    }
    default:
      return schedule.every satisfies never;
  }
}

/** Of these days a month has at least the first; the last that it has is the one wanted. */
function upTo(monthDay: number): string {
  return [28, 29, 30, 31].filter((day) => day <= monthDay).join(',');
}

/** Those that were named, in the order of the week, or the one of the start. */
export function weekdaysOf({ weekdays: named, start }: RepeatSchedule): (typeof weekdays)[number][] {
  const wanted = named ?? [weekdayOf(readWallTime(start))];
  return weekdays.filter((weekday) => wanted.includes(weekday));
}

function weekdayOf(wall: WallTime): (typeof weekdays)[number] {
  return weekdays[(new Date(wall).getUTCDay() + 6) % 7] ?? 'MO';
}
