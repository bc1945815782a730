import { DAY, MINUTE, type WallTime } from './wall-time.ts';

/** One formatter a zone: making one takes a thousand times as long as using it. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timezone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timezone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(timezone, formatter);
  }
  return formatter;
}

/** What the wall clock of the zone shows at an instant. @throws RangeError for a zone that there is not */
export function wallAt(timezone: string, instant: number): WallTime {
  const [month = 0, day, year = 0, hour, minute, second] = formatterOf(timezone)
    .format(instant)
    .split(/\D+/)
    .map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((instant % 1000) + 1000) % 1000);
}

/** An instant that a time on the wall clock was taken for. */
export interface ResolvedTime {
  readonly at: number;
  /** GAP: the clock skips that time. OVERLAP: it comes twice, and this is the first. */
  readonly rule: 'GAP' | 'OVERLAP' | null;
}

/**
 * The instant of a time on the wall clock. One that does not exist is read with the offset from before the gap, and so
 * moves forward by the gap's length; of one that comes twice it is the first (both RFC 5545, 3.3.5).
 */
export function resolveWallTime(timezone: string, wall: WallTime): ResolvedTime {
  const [before, after] = offsetsAround(timezone, wall);
  if (before === after) return { at: wall - before, rule: null };
  const exists = (offset: number) => wallAt(timezone, wall - offset) === wall;
  if (exists(before)) return { at: wall - before, rule: exists(after) ? 'OVERLAP' : null };
  return exists(after) ? { at: wall - after, rule: null } : { at: wall - before, rule: 'GAP' };
}

/** An instant that no time from `wall` on is taken for an earlier one than. */
export function earliestInstantFrom(timezone: string, wall: WallTime): number {
  return wall - Math.max(...offsetsAround(timezone, wall));
}

/**
 * The offsets that hold before and after any change of the clock near that time, in milliseconds. A day either way is
 * enough: no zone is more than 14 hours from UTC, and since 1970 none has changed its clock twice within three days.
 */
function offsetsAround(timezone: string, wall: WallTime): readonly [number, number] {
  const offsetAt = (instant: number) => wallAt(timezone, instant) - instant;
  return [offsetAt(wall - DAY), offsetAt(wall + DAY)];
}

export function offsetMinutesAt(timezone: string, instant: number): number {
  return (wallAt(timezone, instant) - instant) / MINUTE;
}
