import { writeWallTime } from './wall-time.ts';
import { offsetMinutesAt, wallAt } from './zone.ts';

/** What the clock on the wall of a zone shows at an instant, `2026-12-08T22:00:00`, and how far it is from UTC. */
export function wallClockAt(at: Date, timezone: string): { readonly local: string; readonly offsetMinutes: number } {
  const instant = at.getTime();
  return { local: writeWallTime(wallAt(timezone, instant)), offsetMinutes: offsetMinutesAt(timezone, instant) };
}
