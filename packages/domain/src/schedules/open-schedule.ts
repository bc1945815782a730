import type { Schedule } from '@rustine/contract';
import { expandCron } from './expand-cron.ts';
import { expandRRule } from './expand-rrule.ts';
import { parseRRule, stepMillisecondsOf } from './parse-rrule.ts';
import { toRRule } from './to-rrule.ts';
import { DAY, readWallTime, type WallTime } from './wall-time.ts';
import { resolveWallTime } from './zone.ts';

/** Bounds of a search on the wall clock, both inclusive. */
export interface WallRange {
  readonly from: WallTime;
  readonly to: WallTime;
}

/**
 * A schedule made ready to be asked. `clock`: it names times on the wall clock, which the zone then turns into instants.
 * `steps`: it counts real time from its first run on, `count` times in all.
 */
export type OpenSchedule = {
  readonly timezone: string;
  /** Instants before and after which nothing runs. */
  readonly first: number;
  readonly last: number;
} & (
  | {
      readonly kind: 'clock';
      readonly offsetDays: number;
      readonly timesIn: (range: WallRange) => Iterable<WallTime>;
    }
  | { readonly kind: 'steps'; readonly start: WallTime; readonly stepMilliseconds: number; readonly count: number }
);

/** @throws Error for a rule that `checkSchedule` has faults in */
export function openSchedule(schedule: Schedule): OpenSchedule {
  const { timezone } = schedule;
  const instantOf = (wall: WallTime) => resolveWallTime(timezone, wall).at;
  if (schedule.kind === 'once') {
    const at = readWallTime(schedule.at);
    const timesIn = ({ from, to }: WallRange) => (at >= from && at <= to ? [at] : []);
    return { kind: 'clock', timezone, first: -Infinity, last: Infinity, offsetDays: 0, timesIn };
  }
  const { offsetDays = 0 } = schedule;
  const start = schedule.start === undefined ? null : readWallTime(schedule.start);
  const bounds = {
    timezone,
    first: start === null ? -Infinity : instantOf(start),
    last: schedule.until === undefined ? Infinity : instantOf(readWallTime(schedule.until)),
  };
  if (schedule.kind === 'cron') {
    const timesIn = ({ from, to }: WallRange) => expandCron(schedule.cron, { from: Math.max(from, start ?? from), to });
    return { ...bounds, kind: 'clock', offsetDays, timesIn };
  }
  const parsed = parseRRule(toRRule(schedule) ?? '');
  if ('faults' in parsed) throw new Error(`Not a rule: ${parsed.faults.join('; ')}`);
  const { rule } = parsed;
  const dtstart = readWallTime(schedule.start);
  const ruleEnd = rule.until === null ? Infinity : rule.until.utc ? rule.until.at : instantOf(rule.until.at);
  const stepMilliseconds = stepMillisecondsOf(rule);
  if (stepMilliseconds !== null) {
    const last = Math.min(bounds.last, ruleEnd);
    return { ...bounds, last, kind: 'steps', start: dtstart, stepMilliseconds, count: rule.count ?? Infinity };
  }
  return {
    ...bounds,
    kind: 'clock',
    offsetDays,
    *timesIn({ from, to }) {
      // The rule's own end is one of its own days, which offsetDays shifts afterwards.
      for (const wall of expandRRule(rule, { start: dtstart, from, to: Math.min(to, ruleEnd + DAY) })) {
        if (instantOf(wall) <= ruleEnd) yield wall;
      }
    },
  };
}
