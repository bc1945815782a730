import type { Schedule } from '@rustine/contract';
import { expandCron } from './expand-cron.ts';
import { expandRRule } from './expand-rrule.ts';
import { parseRRule, stepMillisecondsOf, type RecurrenceRule } from './parse-rrule.ts';
import { toRRule } from './to-rrule.ts';
import { DAY, readWallTime, type WallTime } from './wall-time.ts';
import { resolveWallTime } from './zone.ts';

/** Bounds of a search on the wall clock, both inclusive. */
export interface WallRange {
  readonly from: WallTime;
  readonly to: WallTime;
}

/**
 * A schedule made ready to be asked. `clock`: it names times on the wall clock, which the zone then turns into instants;
 * those bounds are on the wall clock too, and stand for the runs. `steps`: it counts real time from its first run on,
 * `count` times in all, until the instant `last`.
 */
export type OpenSchedule =
  | {
      readonly kind: 'clock';
      readonly timezone: string;
      readonly earliest: WallTime;
      readonly latest: WallTime;
      readonly offsetDays: number;
      readonly timesIn: (range: WallRange) => Iterable<WallTime>;
    }
  | {
      readonly kind: 'steps';
      readonly timezone: string;
      readonly start: WallTime;
      readonly stepMilliseconds: number;
      readonly count: number;
      readonly last: number;
    };

/** @throws Error for a rule that `checkSchedule` has faults in */
export function openSchedule(schedule: Schedule): OpenSchedule {
  const { timezone } = schedule;
  if (schedule.kind === 'once') {
    const at = readWallTime(schedule.at);
    return { kind: 'clock', timezone, earliest: at, latest: at, offsetDays: 0, timesIn: () => [at] };
  }
  const { offsetDays = 0 } = schedule;
  const bounds = {
    earliest: schedule.start === undefined ? -Infinity : readWallTime(schedule.start),
    latest: schedule.until === undefined ? Infinity : readWallTime(schedule.until),
  };
  if (schedule.kind === 'cron') {
    const timesIn = (range: WallRange) => expandCron(schedule.cron, range);
    return { kind: 'clock', timezone, ...bounds, offsetDays, timesIn };
  }
  const parsed = parseRRule(toRRule(schedule) ?? '');
  if ('faults' in parsed) throw new Error(`Not a rule: ${parsed.faults.join('; ')}`);
  const start = bounds.earliest;
  return (
    openSteps(parsed.rule, { timezone, start, until: bounds.latest }) ?? {
      kind: 'clock',
      timezone,
      ...bounds,
      offsetDays,
      timesIn: (range) => timesOfRule(parsed.rule, { ...range, start, timezone }),
    }
  );
}

function openSteps(
  rule: RecurrenceRule,
  { timezone, start, until }: { readonly timezone: string; readonly start: WallTime; readonly until: WallTime },
): OpenSchedule | null {
  const stepMilliseconds = stepMillisecondsOf(rule);
  if (stepMilliseconds === null) return null;
  const instantOf = (wall: WallTime) => (wall === Infinity ? wall : resolveWallTime(timezone, wall).at);
  const ends = rule.until === null ? Infinity : rule.until.utc ? rule.until.at : instantOf(rule.until.at);
  const last = Math.min(instantOf(until), ends);
  return { kind: 'steps', timezone, start, stepMilliseconds, count: rule.count ?? Infinity, last };
}

/** COUNT and UNTIL are about the days of the rule itself, before `offsetDays` shifts them. */
function* timesOfRule(
  rule: RecurrenceRule,
  { timezone, ...asked }: WallRange & { readonly start: WallTime; readonly timezone: string },
): Generator<WallTime> {
  const { until } = rule;
  for (const wall of expandRRule(rule, asked)) {
    if (until === null || (until.utc ? resolveWallTime(timezone, wall).at : wall) <= until.at) yield wall;
    // What a gap moves past the end may still be followed by a time before it.
    else if (wall > until.at + DAY) return;
  }
}
