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
  const { name: _name, compartmentId: _compartmentId, idempotencyKey: _key, description = '', ...spec } = request;
  return { ...spec, description };
}
