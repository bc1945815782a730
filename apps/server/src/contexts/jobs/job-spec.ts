import type { CreateJobRequest, ScheduledJob } from '@rustine/contract';

/** What people choose of a job, beside its name and place. */
export type JobSpec = Pick<
  ScheduledJob,
  | 'description'
  | 'action'
  | 'targets'
  | 'schedule'
  | 'missed'
  | 'maxConcurrency'
  | 'maxErrors'
  | 'waves'
  | 'window'
  | 'reboot'
  | 'power'
  | 'deliverySeconds'
>;

export function specOf(request: CreateJobRequest): JobSpec {
  const { name: _name, compartmentId: _compartmentId, idempotencyKey: _key, ...spec } = request;
  const { description = '', window = windowOf(request.schedule) } = request;
  return { ...spec, description, window };
}

/**
 * The job after an edit, of which what is not named stays. Only the window goes with the schedule when a job that follows
 * a window gets another one: it would wait in vain for the old one to be open.
 */
export function editSpec(before: JobSpec, change: Partial<JobSpec>): JobSpec {
  const after = { ...before, ...change };
  const own = change.window === undefined && change.schedule !== undefined ? windowOf(change.schedule) : null;
  if (own === null) return after;
  if (before.window === null) return before.schedule.kind === 'window' ? after : { ...after, window: own };
  return holdsToItsOwn(before) ? { ...after, window: { ...own, atEnd: before.window.atEnd } } : after;
}

/** A job that runs when a window opens starts nothing after it has closed, unless somebody says so. */
function windowOf(schedule: JobSpec['schedule']): JobSpec['window'] {
  return schedule.kind === 'window' ? { windowIds: [schedule.windowId], atEnd: 'FINISH' } : null;
}

function holdsToItsOwn({ schedule, window }: JobSpec): boolean {
  const [only, ...others] = window?.windowIds ?? [];
  return schedule.kind === 'window' && only === schedule.windowId && others.length === 0;
}
