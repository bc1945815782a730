import type { Schedule } from '@rustine/contract';
import { openSchedule, type OpenSchedule } from './open-schedule.ts';
import { DAY, writeWallTime } from './wall-time.ts';
import { earliestInstantFrom, offsetMinutesAt, resolveWallTime, wallAt } from './zone.ts';

/** One run of a schedule. */
export interface Occurrence {
  readonly at: Date;
  /** What the clock on the wall shows then: YYYY-MM-DDTHH:MM:SS. */
  readonly local: string;
  /** Of local time from UTC. */
  readonly offsetMinutes: number;
  /** GAP: the clock skips the time that was `asked`. OVERLAP: it comes twice, and this is the first. */
  readonly moved: { readonly rule: 'GAP' | 'OVERLAP'; readonly asked: string } | null;
}

/**
 * How far a search goes. Every pattern of the Gregorian calendar comes again within 28 years, but for those that meet
 * 2100, a year without 29 February: those do within 40.
 */
const HORIZON_DAYS = 40 * 366;

/** No clock stands further from UTC, nor skips more at once (the islands that leapt over a day). */
const ZONE_SLACK = DAY + DAY / 2;

/**
 * The runs from `from` (inclusive) to `to` (exclusive), in order, at most `limit`. A search ends 40 years after `from`.
 * @throws Error for a schedule that `checkSchedule` has faults in
 */
export function occurrencesBetween(
  schedule: Schedule,
  { from, to, limit }: { readonly from: Date; readonly to: Date; readonly limit: number },
): Occurrence[] {
  const open = openSchedule(schedule);
  const range = {
    from: Math.max(from.getTime(), open.first),
    to: Math.min(to.getTime() - 1, open.last, from.getTime() + HORIZON_DAYS * DAY),
  };
  const found: Occurrence[] = [];
  if (range.from > range.to || limit < 1) return found;
  for (const run of open.kind === 'steps' ? stepsIn(open, range) : clockRunsIn(open, range)) {
    found.push(present(open.timezone, run));
    if (found.length >= limit) break;
  }
  return found;
}

/** The next runs strictly later than `after`; fewer than `count` when the schedule ends, or none comes in 40 years. */
export function nextOccurrences(
  schedule: Schedule,
  { after, count }: { readonly after: Date; readonly count: number },
): Occurrence[] {
  const from = new Date(after.getTime() + 1);
  return occurrencesBetween(schedule, { from, to: new Date(from.getTime() + HORIZON_DAYS * DAY), limit: count });
}

interface Run {
  readonly at: number;
  readonly asked: number;
  readonly rule: 'GAP' | 'OVERLAP' | null;
}

/** Instants, both inclusive. */
interface Range {
  readonly from: number;
  readonly to: number;
}

type Kind<Name extends OpenSchedule['kind']> = Extract<OpenSchedule, { kind: Name }>;

function* stepsIn({ timezone, start, stepMilliseconds, count }: Kind<'steps'>, range: Range): Generator<Run> {
  const first = resolveWallTime(timezone, start);
  let index = Math.max(0, Math.ceil((range.from - first.at) / stepMilliseconds));
  for (; index < count; index++) {
    const at = first.at + index * stepMilliseconds;
    if (at > range.to) return;
    // Only the first run was asked for by the clock; all others follow from it.
    yield index === 0 && first.rule === 'GAP'
      ? { at, asked: start, rule: 'GAP' }
      : { at, asked: wallAt(timezone, at), rule: null };
  }
}

/**
 * A time moved out of a gap may fall behind a later one that lies just after the gap, or on it: hence runs are held until
 * no earlier one can come, and of two at one instant that one counts which was not moved.
 */
function* clockRunsIn({ timezone, offsetDays, timesIn }: Kind<'clock'>, range: Range): Generator<Run> {
  const shift = offsetDays * DAY;
  const walls = timesIn({ from: range.from - ZONE_SLACK - shift, to: range.to + ZONE_SLACK - shift });
  const isWanted = ({ at }: Run) => at >= range.from && at <= range.to;
  let held: Run[] = [];
  for (const wall of walls) {
    const asked = wall + shift;
    const { at, rule } = resolveWallTime(timezone, asked);
    const earliest = earliestInstantFrom(timezone, asked);
    if (held.some((run) => run.at < earliest)) {
      yield* inOrder(held.filter((run) => run.at < earliest && isWanted(run)));
      held = held.filter((run) => run.at >= earliest);
    }
    held.push({ at, asked, rule });
  }
  yield* inOrder(held.filter(isWanted));
}

function inOrder(runs: readonly Run[]): Run[] {
  return runs
    .toSorted((a, b) => a.at - b.at || Number(a.rule === 'GAP') - Number(b.rule === 'GAP'))
    .filter(({ at }, index, sorted) => index === 0 || sorted[index - 1]?.at !== at);
}

function present(timezone: string, { at, asked, rule }: Run): Occurrence {
  return {
    at: new Date(at),
    local: writeWallTime(wallAt(timezone, at)),
    offsetMinutes: offsetMinutesAt(timezone, at),
    moved: rule === null ? null : { rule, asked: writeWallTime(asked) },
  };
}
