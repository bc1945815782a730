import { createDayMatch, numbersOf } from './match-day.ts';
import type { RecurrenceRule } from './parse-rrule.ts';
import { periodsOf } from './periods.ts';
import { DAY, MINUTE, type WallTime } from './wall-time.ts';

const HOUR = 60 * MINUTE;

/**
 * The times that a rule names on the wall clock from `from` to `to` (both inclusive), in order: the recurrence of RFC
 * 5545, 3.3.10. No time zone comes in, so no change of a clock can make it drift. It begins at the period that holds
 * `from`, so a start decades ago costs nothing, and looks at each day once, so a rule that names no day ends too.
 */
export function* expandRRule(
  rule: RecurrenceRule,
  { start, from, to }: { readonly start: WallTime; readonly from: WallTime; readonly to: WallTime },
): Generator<WallTime> {
  let left = rule.count ?? Number.POSITIVE_INFINITY;
  // Which run is the last one can be counted from the start only.
  const lower = rule.count === null ? Math.max(start, from) : start;
  for (const wall of timesFrom(rule, { start, lower, to })) {
    if (wall > to || left === 0) return;
    if (wall < lower) continue;
    left -= 1;
    if (wall >= from) yield wall;
  }
}

function* timesFrom(
  rule: RecurrenceRule,
  { start, lower, to }: { readonly start: WallTime; readonly lower: WallTime; readonly to: WallTime },
): Generator<WallTime> {
  const matches = createDayMatch(rule, start);
  const timesOn = createTimesOf(rule, start);
  const positions = numbersOf(rule, 'BYSETPOS');
  const [first, from, last] = [start, lower, to].map((wall) => Math.floor(wall / DAY)) as [number, number, number];
  // Periods begin a day apart for what is counted within the day.
  const byDays = rule.frequency === 'HOURLY' || rule.frequency === 'MINUTELY' ? { ...rule, interval: 1 } : rule;
  for (const period of periodsOf(byDays, { start: first, from, to: last })) {
    if (positions === null) {
      for (let day = Math.max(period.first, from); day <= period.last; day++)
        if (matches(day, period.year)) yield* timesOn(day);
    } else {
      const days = [];
      for (let day = period.first; day <= period.last; day++) if (matches(day, period.year)) days.push(day);
      yield* pick(days, timesOn(first), positions);
    }
  }
}

/** BYSETPOS: the times of one period at these positions, from the front or the back; `times` are the same on each day. */
function pick(days: readonly number[], times: readonly WallTime[], positions: ReadonlySet<number>): WallTime[] {
  const size = days.length * times.length;
  const indices = [...positions].map((position) => (position > 0 ? position - 1 : size + position));
  return [...new Set(indices)]
    .filter((index) => index >= 0 && index < size)
    .toSorted((a, b) => a - b)
    .map((index) => {
      const day = days[Math.floor(index / times.length)] ?? 0;
      return day * DAY + ((((times[index % times.length] ?? 0) % DAY) + DAY) % DAY);
    });
}

/** The times on one day, in order. */
function createTimesOf(rule: RecurrenceRule, start: WallTime): (day: number) => WallTime[] {
  const began = new Date(start);
  const all = (end: number) => Array.from({ length: end }, (_, number) => number);
  const listed = (part: string, otherwise: readonly number[]) =>
    [...(numbersOf(rule, part) ?? otherwise)].toSorted((a, b) => a - b);
  const { frequency, interval } = rule;
  const everyHour = frequency === 'HOURLY' || frequency === 'MINUTELY';
  const hours = listed('BYHOUR', everyHour ? all(24) : [began.getUTCHours()]);
  const minutes = listed('BYMINUTE', frequency === 'MINUTELY' ? all(60) : [began.getUTCMinutes()]);
  const [second = 0] = listed('BYSECOND', [began.getUTCSeconds()]);
  const inDay = hours.flatMap((hour) => minutes.map((minute) => hour * HOUR + minute * MINUTE));
  if (!everyHour || interval === 1) return (day) => inDay.map((time) => day * DAY + time + second * 1000);
  const unit = frequency === 'HOURLY' ? HOUR : MINUTE;
  const origin = Math.floor(start / unit);
  const isStep = (wall: WallTime) => (Math.floor(wall / unit) - origin) % interval === 0;
  return (day) =>
    inDay
      .map((time) => day * DAY + time)
      .filter(isStep)
      .map((wall) => wall + second * 1000);
}
