import type { ProblemDetail, RepeatSchedule, Schedule } from '@rustine/contract';
import { faultOfCron } from './expand-cron.ts';
import { nextOccurrences } from './occurrences.ts';
import { parseRRule, stepMillisecondsOf } from './parse-rrule.ts';
import { readWallTime } from './wall-time.ts';
import { faultOfTimezone } from './zone-names.ts';

/** Where cron schedules without a start are looked at from: any instant does, since they have neither phase nor memory. */
const ANY_INSTANT = new Date('2026-01-01T00:00:00Z');

/**
 * What is wrong with a schedule, each fault with the field that it stands in; none when it can run. A schedule that is
 * over by now has no fault, since no clock is asked here.
 */
export function checkSchedule(schedule: Schedule): readonly ProblemDetail[] {
  const faults = [...zoneFaults(schedule), ...kindFaults(schedule), ...endFaults(schedule)];
  return faults.length > 0 ? faults : runFaults(schedule);
}

function zoneFaults({ timezone }: Schedule): ProblemDetail[] {
  const message = faultOfTimezone(timezone);
  return message === null ? [] : [{ place: 'timezone', message }];
}

function kindFaults(schedule: Schedule): ProblemDetail[] {
  switch (schedule.kind) {
    case 'once':
      return [];
    case 'repeat':
      return repeatFaults(schedule);
    case 'cron': {
      const message = faultOfCron(schedule.cron);
      return message === null ? [] : [{ place: 'cron', message }];
    }
    case 'rrule': {
      const parsed = parseRRule(schedule.rrule);
      if ('faults' in parsed) return parsed.faults.map((message) => ({ place: 'rrule', message }));
      const steps = stepMillisecondsOf(parsed.rule) !== null;
      return steps && hasOffset(schedule) ? [{ place: 'offsetDays', message: STEPS_HAVE_NO_DAY }] : [];
    }
    default:
      return schedule satisfies never;
  }
}

const STEPS_HAVE_NO_DAY = 'hours and minutes that are counted from the start have no day to shift: leave it out';

const hasOffset = ({ offsetDays = 0 }: { readonly offsetDays?: number | undefined }) => offsetDays !== 0;

function repeatFaults(schedule: RepeatSchedule): ProblemDetail[] {
  const { every, weekdays, monthDay, nth } = schedule;
  const only = (place: string, unit: string) => ({ place, message: `goes with every ${unit} only, not with ${every}` });
  const faults: ProblemDetail[] = [];
  if (weekdays !== undefined && every !== 'WEEK') faults.push(only('weekdays', 'WEEK'));
  if (monthDay !== undefined && every !== 'MONTH') faults.push(only('monthDay', 'MONTH'));
  if (nth !== undefined && every !== 'MONTH') faults.push(only('nth', 'MONTH'));
  if (nth !== undefined && monthDay !== undefined)
    faults.push({ place: 'nth', message: 'give nth or monthDay, not both' });
  if (every === 'HOUR' && hasOffset(schedule)) faults.push({ place: 'offsetDays', message: STEPS_HAVE_NO_DAY });
  return faults;
}

function endFaults(schedule: Schedule): ProblemDetail[] {
  if (schedule.kind === 'once' || schedule.start === undefined || schedule.until === undefined) return [];
  if (readWallTime(schedule.until) >= readWallTime(schedule.start)) return [];
  return [{ place: 'until', message: `${schedule.until} is before the start, ${schedule.start}` }];
}

/** A schedule that is well written and never runs all the same, as one on 30 February. */
function runFaults(schedule: Schedule): ProblemDetail[] {
  if (schedule.kind === 'once') return [];
  const from = schedule.start === undefined ? ANY_INSTANT.getTime() : readWallTime(schedule.start);
  // Two days earlier than the wall clock says, since no zone is that far from UTC.
  const ask = (asked: Schedule) => nextOccurrences(asked, { after: new Date(from - 2 * 86_400_000), count: 1 }).length;
  // Without a start there is no telling what lies before the end.
  if (schedule.until !== undefined && schedule.start === undefined)
    return ask({ ...schedule, until: undefined }) > 0 ? [] : [never(schedule)];
  if (ask(schedule) > 0) return [];
  if (schedule.until !== undefined && ask({ ...schedule, until: undefined }) > 0)
    return [{ place: 'until', message: `no run lies between the start and ${schedule.until}` }];
  return [never(schedule)];
}

function never({ kind }: Schedule): ProblemDetail {
  const place = kind === 'repeat' ? 'every' : kind;
  return { place, message: 'this names no day within 40 years: it would never run' };
}
