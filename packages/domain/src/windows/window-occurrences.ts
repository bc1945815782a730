import type { Schedule } from '@rustine/contract';
import { nextOccurrences, occurrencesBetween } from '../schedules/index.ts';

const MINUTE = 60_000;

/** When a window opens and for how long. */
export interface WindowTimes {
  readonly schedule: Schedule;
  /** Minutes that really pass: over a change of the clock the window closes an hour earlier or later on the wall. */
  readonly durationMinutes: number;
  /** Fewer than the duration. */
  readonly cutoffMinutes: number;
}

/** One time that a window is open: from `opensAt` to just before `closesAt`. Nothing starts from `cutoffAt` on. */
export interface OpenTime {
  readonly opensAt: Date;
  readonly cutoffAt: Date;
  readonly closesAt: Date;
}

/** The latest runs of a schedule are looked for in steps back from the instant, the first one this long. */
const FIRST_LOOK_MS = 60 * MINUTE;

/** More than a schedule has in a week; it runs once a minute at most. */
const ALL = 20_000;

/**
 * The time for which the window is open at that instant. Where several overlap it is the one that opened last, which
 * closes last too, since all are equally long.
 * @throws Error for a schedule that `checkSchedule` has faults in
 */
export function windowOccurrenceAt(window: WindowTimes, at: Date): OpenTime | null {
  const durationMs = window.durationMinutes * MINUTE;
  const to = new Date(at.getTime() + 1);
  for (let back = FIRST_LOOK_MS; ; back *= 4) {
    // What opened exactly one duration ago has closed.
    const from = new Date(to.getTime() - Math.min(back, durationMs));
    const last = occurrencesBetween(window.schedule, { from, to, limit: ALL }).at(-1);
    if (last !== undefined) return openTime(window, last.at);
    if (back >= durationMs) return null;
  }
}

/** The next times that the window opens, strictly later than `after`; fewer when its schedule ends. */
export function nextWindowOccurrences(
  window: WindowTimes,
  { after, count }: { readonly after: Date; readonly count: number },
): OpenTime[] {
  return nextOccurrences(window.schedule, { after, count }).map(({ at }) => openTime(window, at));
}

/** The times that the window opens from `from` (inclusive) to `to` (exclusive), in order, at most `limit`. */
export function windowOccurrencesBetween(
  window: WindowTimes,
  range: { readonly from: Date; readonly to: Date; readonly limit: number },
): OpenTime[] {
  return occurrencesBetween(window.schedule, range).map(({ at }) => openTime(window, at));
}

function openTime({ durationMinutes, cutoffMinutes }: WindowTimes, opensAt: Date): OpenTime {
  const closes = opensAt.getTime() + durationMinutes * MINUTE;
  return { opensAt, cutoffAt: new Date(closes - cutoffMinutes * MINUTE), closesAt: new Date(closes) };
}
