import type { UpcomingExecution } from '@rustine/contract';
import ical, { ICalEventStatus } from 'ical-generator';

/** Minutes that an execution takes in a calendar when no window says when it is over. */
const SHOWN_MINUTES = 30;

/**
 * The executions to come as a calendar (RFC 5545). All times are in UTC, so that no calendar program has to know our
 * zones; a skipped one is there and marked as canceled.
 */
export function renderCalendar(executions: readonly UpcomingExecution[], consoleUrl: string): string {
  const calendar = ical({
    name: 'Rustine',
    prodId: { company: 'Rustine', product: 'scheduled jobs', language: 'EN' },
    ttl: 3600,
  });
  for (const execution of executions) {
    const start = new Date(execution.at);
    const end =
      execution.window === null ? start.getTime() + SHOWN_MINUTES * 60_000 : Date.parse(execution.window.closesAt);
    calendar.createEvent({
      id: `${execution.jobId}-${execution.at}`,
      start,
      end: new Date(end),
      stamp: start,
      summary: execution.kind === 'REBOOT' ? `${execution.jobName} (restart)` : execution.jobName,
      description: describe(execution),
      url: `${consoleUrl}/jobs/${execution.jobId}`,
      status: execution.skipped ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  }
  return calendar.toString();
}

function describe({ skipped, freezes, moved, windowRequired, window }: UpcomingExecution): string {
  return [
    ...(skipped ? ['A person has it skipped.'] : []),
    ...(freezes.length > 0 ? [`Frozen by ${freezes.join(', ')}.`] : []),
    ...(windowRequired && window === null ? ['No window is open then.'] : []),
    ...(moved === null ? [] : [`Moved by daylight saving: asked for ${moved.asked}.`]),
  ].join(' ');
}
