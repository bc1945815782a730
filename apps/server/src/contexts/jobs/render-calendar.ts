import type { UpcomingExecution } from '@rustine/contract';
import ical, { ICalEventStatus } from 'ical-generator';
import type { Upcoming } from './list-upcoming.ts';

/** Minutes that an execution takes in a calendar when no window says when it is over. */
const SHOWN_MINUTES = 30;

/**
 * The executions to come as a calendar (RFC 5545). All times are in UTC, so that no calendar program has to know our
 * zones; a skipped one is there and marked as canceled. Where there are more than fit, the last event says so.
 */
export function renderCalendar({ items, complete }: Upcoming, consoleUrl: string): string {
  const calendar = ical({
    name: 'Rustine',
    prodId: { company: 'Rustine', product: 'scheduled jobs', language: 'EN' },
    ttl: 3600,
  });
  const seen = new Map<string, number>();
  for (const execution of items) {
    const start = new Date(execution.at);
    const end =
      execution.window === null ? start.getTime() + SHOWN_MINUTES * 60_000 : Date.parse(execution.window.closesAt);
    calendar.createEvent({
      id: uidOf(execution, seen),
      start,
      end: new Date(end),
      stamp: start,
      summary: execution.kind === 'REBOOT' ? `${execution.jobName} (restart)` : execution.jobName,
      description: describe(execution),
      url: `${consoleUrl}/jobs/${execution.jobId}`,
      status: execution.skipped ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  }
  const last = items.at(-1);
  if (!complete && last !== undefined) {
    const start = new Date(last.at);
    const end = new Date(start.getTime() + SHOWN_MINUTES * 60_000);
    const description = `This calendar holds ${items.length} executions: what comes later is not in it.`;
    calendar.createEvent({ id: 'more', start, end, stamp: start, summary: 'Rustine: more runs follow', description });
  }
  return calendar.toString();
}

/** Of several restarts of a job at one time each needs a name of its own. */
function uidOf({ jobId, at, kind }: UpcomingExecution, seen: Map<string, number>): string {
  const uid = `${jobId}-${at}${kind === 'REBOOT' ? '-restart' : ''}`;
  const earlier = seen.get(uid) ?? 0;
  seen.set(uid, earlier + 1);
  return earlier === 0 ? uid : `${uid}-${earlier + 1}`;
}

function describe({ skipped, freezes, moved, windowRequired, window, instances }: UpcomingExecution): string {
  return [
    ...(skipped ? ['A person has it skipped.'] : []),
    ...(freezes.length > 0 ? [`Frozen by ${freezes.join(', ')}.`] : []),
    ...(instances === 0 ? ['No instance is among its targets now.'] : []),
    ...(instances > 0 && windowRequired && window === null ? ['No window is open then.'] : []),
    ...(moved === null ? [] : [`Moved by daylight saving: asked for ${moved.asked}.`]),
  ].join(' ');
}
