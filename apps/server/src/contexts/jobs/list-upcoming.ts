import type { UpcomingExecution } from '@rustine/contract';
import type { JobsDeps } from './jobs-deps.ts';
import { jobOccurrences, type JobOccurrence } from './occurrences.ts';
import { presentOccurrences, presentRestart } from './present-upcoming.ts';
import { plannedExecutions } from './sql/executions.ts';
import { selectJob, selectJobs, type JobListing, type JobRow } from './sql/jobs.ts';

/** Jobs that one look at what is to come reads; with more the answer says that it is not complete. */
const JOBS_MAX = 500;

export interface Upcoming {
  readonly items: readonly UpcomingExecution[];
  /** False when there are more than were asked for. */
  readonly complete: boolean;
}

export interface UpcomingAsked extends JobListing {
  readonly jobId?: string | undefined;
  readonly from: Date;
  readonly until: Date;
  readonly limit: number;
}

/** The executions to come in [from, until), in order of time, with what stands in their way. */
export async function listUpcoming(deps: JobsDeps, asked: UpcomingAsked): Promise<Upcoming> {
  const { from, until, limit } = asked;
  const jobs = await jobsOf(deps, asked);
  const found: { job: JobRow; occurrence: JobOccurrence }[] = [];
  for (const job of jobs.slice(0, JOBS_MAX)) {
    if (job.state !== 'ACTIVE') continue;
    const span = { from: later(from, job.nextRunAt), to: until, limit: limit + 1 };
    const occurrences = await jobOccurrences({ reader: deps.db, windows: deps.needs.windows }, job.spec.schedule, span);
    found.push(...occurrences.map((occurrence) => ({ job, occurrence })));
  }
  const scheduled = found.toSorted((a, b) => a.occurrence.at.getTime() - b.occurrence.at.getTime()).slice(0, limit);
  const items: UpcomingExecution[] = [];
  for (const [job, ofJob] of Map.groupBy(scheduled, ({ job }) => job)) {
    const occurrences = ofJob.map(({ occurrence }) => occurrence);
    items.push(...(await presentOccurrences(deps, job, occurrences)));
  }
  const jobIds = jobs.map(({ id }) => id);
  const planned = await plannedExecutions(deps.db, { jobIds, from, until, limit: limit + 1 });
  const restarts: UpcomingExecution[] = [];
  for (const restart of planned) restarts.push(await presentRestart(deps, restart));
  return {
    items: [...items, ...restarts].toSorted((a, b) => a.at.localeCompare(b.at)).slice(0, limit),
    complete: found.length + restarts.length <= limit && jobs.length <= JOBS_MAX,
  };
}

async function jobsOf({ db }: JobsDeps, { jobId, ...listing }: UpcomingAsked): Promise<JobRow[]> {
  if (jobId === undefined) return selectJobs(db, listing, { after: undefined, limit: JOBS_MAX + 1 });
  const job = await selectJob(db, jobId);
  return job === undefined ? [] : [job];
}

function later(from: Date, nextRunAt: Date | null): Date {
  return nextRunAt !== null && nextRunAt > from ? nextRunAt : from;
}
