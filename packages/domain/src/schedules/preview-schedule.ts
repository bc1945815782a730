import type { Schedule, ScheduledOccurrence, SchedulePreview } from '@rustine/contract';
import { describeSchedule } from './describe-schedule.ts';
import { nextOccurrences, type Occurrence } from './occurrences.ts';
import { toRRule } from './to-rrule.ts';
import { writeOffset } from './wall-time.ts';

/** The next `count` runs after an instant, as they are shown: by the server, and by the command line without one. */
export function previewSchedule(
  schedule: Schedule,
  { after, count }: { readonly after: Date; readonly count: number },
): SchedulePreview {
  const found = nextOccurrences(schedule, { after, count: count + 1 });
  return {
    summary: describeSchedule(schedule),
    rrule: toRRule(schedule),
    occurrences: found.slice(0, count).map(presentOccurrence),
    ends: found.length <= count,
  };
}

export function presentOccurrence({ at, local, offsetMinutes, moved }: Occurrence): ScheduledOccurrence {
  return {
    at: at.toISOString(),
    local,
    offset: writeOffset(offsetMinutes),
    moved: moved === null ? null : { ...moved, words: wordsOf(moved.rule, { asked: moved.asked, local }) },
  };
}

function wordsOf(
  rule: 'GAP' | 'OVERLAP',
  { asked, local }: { readonly asked: string; readonly local: string },
): string {
  const [askedAt, ranAt] = [asked, local].map((time) => time.slice(11, 16));
  if (rule === 'OVERLAP') return `${askedAt} comes twice that day: it runs once, at the first`;
  return `${askedAt} does not exist that day: the clock skips it, so it runs at ${ranAt}${asked.slice(0, 10) === local.slice(0, 10) ? '' : ' of the next day'}`;
}
