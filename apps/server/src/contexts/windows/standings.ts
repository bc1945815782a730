import { standsUntil, windowStanding, type WindowStanding } from '@rustine/domain';
import type { WindowRow } from './sql/windows.ts';

/** How windows stand at an instant. */
export type StandingAt = (window: WindowRow, at: Date) => WindowStanding;

interface Remembered {
  readonly times: string;
  readonly from: Date;
  /** Null for ever. */
  readonly until: Date | null;
  readonly standing: WindowStanding;
}

/** More windows than this are forgotten all at once, which costs a search each. */
const REMEMBERED_MAX = 5_000;

/**
 * Remembers how each window stood when it was last asked: between one opening or closing and the next the answer is the
 * same, and to search a schedule costs more than all the rest of a check-in. A window that was changed is searched anew.
 */
export function rememberStandings(): StandingAt {
  const remembered = new Map<string, Remembered>();
  return (window, at) => {
    const known = remembered.get(window.id);
    const { name, schedule, durationMinutes, cutoffMinutes } = window;
    const times = JSON.stringify([name, schedule, durationMinutes, cutoffMinutes]);
    const holds =
      known !== undefined && known.times === times && known.from <= at && (known.until === null || at < known.until);
    if (holds) return known.standing;
    const standing = windowStanding(window, at);
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(window.id, { times, from: at, until: standsUntil(standing), standing });
    return standing;
  };
}
