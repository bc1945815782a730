import { readWallTime, writeOffset, writeWallTime } from '../schedules/wall-time.ts';
import { offsetMinutesAt, resolveWallTime, wallAt } from '../schedules/zone.ts';

/** An instant as the clock on the wall shows it, with what makes it an instant: `2026-12-08 22:00 +01:00 (Europe/Paris)`. */
export function localTime(at: Date, timezone: string): string {
  const [day, time] = writeWallTime(wallAt(timezone, at.getTime())).split('T');
  return `${day} ${time?.replace(/:00$/, '')} ${writeOffset(offsetMinutesAt(timezone, at.getTime()))} (${timezone})`;
}

/**
 * The instant of a time of the clock on the wall, `2026-12-08T22:00:00`, by the rule of schedules: one that the clock
 * skips moves forward, of one that comes twice it is the first.
 */
export function instantOfLocalTime(local: string, timezone: string): Date {
  return new Date(resolveWallTime(timezone, readWallTime(local)).at);
}
