import { RRuleTemporal } from 'rrule-temporal';
import type { RecurrenceRule } from './parse-rrule.ts';
import type { Frequency } from './rrule-parts.ts';
import { DAY, writeWallTime, type WallTime } from './wall-time.ts';

/** Days to look at first: enough for a few runs of a plain rule. */
const firstWindowDays: Readonly<Record<Frequency, number>> = {
  MINUTELY: 1,
  HOURLY: 2,
  DAILY: 16,
  WEEKLY: 64,
  MONTHLY: 256,
  YEARLY: 800,
};
const WINDOW_DAYS_MAX = 800;

/** A window that yields more is the last of its size. */
const CROWDED = 200;

/** Windows without a run, one after the other, at which a search is given up: a rule that rare is as good as none. */
const EMPTY_WINDOWS_MAX = 100;

/**
 * The times that a rule names on the wall clock from `from` to `to` (both inclusive), in order. No time zone comes in:
 * the library counts as if in UTC, so no change of a clock can make it drift. It looks at one window after another, and
 * none lies before `from`, so a start decades ago costs nothing.
 */
export function* expandRRule(
  rule: RecurrenceRule,
  { start, from, to }: { readonly start: WallTime; readonly from: WallTime; readonly to: WallTime },
): Generator<WallTime> {
  const library = new RRuleTemporal({
    rruleString: `DTSTART:${writeWallTime(start).replaceAll(/[-:]/g, '')}Z\nRRULE:${rule.endless}`,
    strict: true,
    cache: false,
  });
  // Which run is the last one can be counted from the start only.
  let left = rule.count ?? Number.POSITIVE_INFINITY;
  let lower = rule.count === null ? Math.max(start, from) : start;
  let days = firstWindowDays[rule.frequency];
  for (let empty = 0; lower <= to && left > 0 && empty < EMPTY_WINDOWS_MAX;) {
    const upper = lower + days * DAY;
    const found = timesBetween(library, lower, upper);
    if (found === null && days > 1) {
      days = Math.ceil(days / 2);
      continue;
    }
    for (const wall of found ?? []) {
      if (wall > to || left === 0) return;
      left -= 1;
      if (wall >= from) yield wall;
    }
    const count = found?.length ?? 0;
    empty = count === 0 ? empty + 1 : 0;
    if (count < CROWDED) days = Math.min(WINDOW_DAYS_MAX, days * (count === 0 ? 4 : 2));
    lower = upper;
  }
}

/** From `lower` to just before `upper`; null when that is more than the library is willing to go through at once. */
function timesBetween(library: RRuleTemporal, lower: WallTime, upper: WallTime): number[] | null {
  try {
    return library
      .between(new Date(lower), new Date(upper - 1000), true)
      .map(({ epochMilliseconds }) => epochMilliseconds);
  } catch (error) {
    if (error instanceof Error && error.message.includes('xceeded')) return null;
    throw error;
  }
}
