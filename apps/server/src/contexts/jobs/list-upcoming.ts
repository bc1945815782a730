import { CodedError, type UpcomingExecution } from '@rustine/contract';
import { documentOf, holdsStill } from '@rustine/domain';
import type { JobsDeps } from './jobs-deps.ts';
import { jobOccurrences, type JobOccurrence } from './occurrences.ts';
import { remainingTargets } from './remaining-targets.ts';
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
  const targets = new Map<string, readonly string[]>();
  for (const { job } of scheduled) if (!targets.has(job.id)) targets.set(job.id, await targetsOf(deps, job));
  const items: UpcomingExecution[] = [];
  for (const { job, occurrence } of scheduled)
    items.push(await present(deps, { job, occurrence, instanceIds: targets.get(job.id)! }));
  const restarts = await restartsOf(deps, asked, new Set(jobs.map(({ id }) => id)));
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

interface ToCome {
  readonly job: JobRow;
  readonly occurrence: JobOccurrence;
  readonly instanceIds: readonly string[];
}

async function present(deps: JobsDeps, { job, occurrence, instanceIds }: ToCome): Promise<UpcomingExecution> {
  const { at, local, offsetMinutes, timezone, moved } = occurrence;
  const { window, action, reboot } = job.spec;
  const { documentName, parameters } = documentOf(action, reboot);
  // What changes nothing is held up by no freeze.
  const heeding = holdsStill(documentName, parameters) ? [] : instanceIds;
  const frozen = await deps.needs.windows.freezesOn(deps.db, { instanceIds: heeding, at });
  const asked = { instanceIds, windowIds: window?.windowIds ?? null, at };
  const places = window === null ? null : await deps.needs.windows.placesFor(deps.db, asked);
  const closings = [...(places?.values() ?? [])].flatMap((place) =>
    place.kind === 'OPEN' ? [place.closesAt.getTime()] : [],
  );
  const closesAt = closings.length === 0 ? null : new Date(Math.max(...closings));
  return {
    jobId: job.id,
    jobName: job.name,
    kind: 'SCHEDULED',
    at: at.toISOString(),
    local,
    offsetMinutes,
    timezone,
    moved,
    skipped: job.skipAt?.getTime() === at.getTime(),
    instances: instanceIds.length,
    freezes: [...new Set([...frozen.values()].map(({ name }) => name))].toSorted(),
    window: closesAt === null ? null : { closesAt: closesAt.toISOString() },
    windowRequired: window !== null,
  };
}

/** Targets that name something which is gone are told at the execution; here they are no instances. */
async function targetsOf({ needs }: JobsDeps, { spec }: JobRow): Promise<readonly string[]> {
  try {
    const { targets } = await remainingTargets(needs.fleet, spec.targets);
    return (await needs.fleet.instancesForTargets(targets)).map(({ id }) => id);
  } catch (error) {
    if (error instanceof CodedError) return [];
    throw error;
  }
}

/** Restarts that wait for their window; their times are told in UTC, which is nobody's wall clock. */
async function restartsOf(
  { db }: JobsDeps,
  { from, until, limit }: UpcomingAsked,
  jobIds: ReadonlySet<string>,
): Promise<UpcomingExecution[]> {
  const planned = await plannedExecutions(db, { until, limit });
  return planned
    .filter(({ jobId, dueAt }) => jobIds.has(jobId) && dueAt >= from)
    .map(({ jobId, jobName, dueAt, instanceIds }) => ({
      jobId,
      jobName,
      kind: 'REBOOT' as const,
      at: dueAt.toISOString(),
      local: dueAt.toISOString().slice(0, 19),
      offsetMinutes: 0,
      timezone: 'UTC',
      moved: null,
      skipped: false,
      instances: instanceIds?.length ?? 0,
      freezes: [],
      window: null,
      windowRequired: true,
    }));
}
