import { CodedError, type UpcomingExecution } from '@rustine/contract';
import { documentOf, holdsStill, rebootDocument, type PlannedDocument } from '@rustine/domain';
import type { JobsDeps } from './jobs-deps.ts';
import type { FreezePeriod, TargetInstance } from './needs.ts';
import type { JobOccurrence } from './occurrences.ts';
import { remainingTargets } from './remaining-targets.ts';
import type { ExecutionRow } from './sql/executions.ts';
import type { JobRow } from './sql/jobs.ts';

/** Times of one job, in order, with what stands in their way; asked for together, since one by one costs each its statements. */
export async function presentOccurrences(
  deps: JobsDeps,
  job: JobRow,
  occurrences: readonly JobOccurrence[],
): Promise<UpcomingExecution[]> {
  const instances = await targetsOf(deps, job);
  const { action, reboot, window } = job.spec;
  const windowIds = window === null ? 'NONE' : (window.windowIds ?? null);
  const at = occurrences.map((occurrence) => occurrence.at);
  const obstaclesAt = await obstacles(deps, { instances, document: documentOf(action, reboot), windowIds, at });
  return occurrences.map((occurrence, index) => ({
    jobId: job.id,
    jobName: job.name,
    kind: 'SCHEDULED',
    at: occurrence.at.toISOString(),
    local: occurrence.local,
    offsetMinutes: occurrence.offsetMinutes,
    timezone: occurrence.timezone,
    moved: occurrence.moved,
    skipped: job.skipAt?.getTime() === occurrence.at.getTime(),
    instances: instances.length,
    ...obstaclesAt(index),
    windowRequired: window !== null,
  }));
}

/** Restarts that wait for their window; their times are told in UTC, which is nobody's wall clock. */
export async function presentRestart(deps: JobsDeps, restart: ExecutionRow): Promise<UpcomingExecution> {
  const { jobId, jobName, dueAt, spec } = restart;
  const instances = await deps.needs.fleet.findInstances(restart.instanceIds ?? []);
  const document = rebootDocument(spec.reboot ?? { option: 'IF_NEEDED', atEnd: 'FINISH' });
  const windowIds = spec.reboot?.windowIds ?? null;
  const obstaclesAt = await obstacles(deps, { instances, document, windowIds, at: [dueAt] });
  const at = dueAt.toISOString();
  return {
    jobId,
    jobName,
    kind: 'REBOOT',
    at,
    local: at.slice(0, 19),
    offsetMinutes: 0,
    timezone: 'UTC',
    moved: null,
    skipped: false,
    instances: instances.length,
    ...obstaclesAt(0),
    windowRequired: true,
  };
}

interface Asked {
  readonly instances: readonly TargetInstance[];
  readonly document: PlannedDocument;
  /** Null for any that covers an instance; NONE when it needs no window. */
  readonly windowIds: readonly string[] | null | 'NONE';
  readonly at: readonly Date[];
}

/** What stands in the way at each of the instants, by their index. */
async function obstacles(
  { db, needs: { windows } }: JobsDeps,
  { instances, document, windowIds, at }: Asked,
): Promise<(index: number) => Pick<UpcomingExecution, 'freezes' | 'window'>> {
  const [first, last] = [at[0], at.at(-1)];
  if (first === undefined || last === undefined) return () => ({ freezes: [], window: null });
  const instanceIds = instances.map(({ id }) => id);
  const compartmentIds = [...new Set(instances.map(({ compartmentId }) => compartmentId))];
  const range = { from: first, to: new Date(last.getTime() + 1) };
  // What changes nothing is held up by no freeze.
  const frozen = holdsStill(document.documentName, document.parameters)
    ? []
    : [...(await windows.freezesOfCompartments(db, { compartmentIds, ...range })).values()].flat();
  const closings = windowIds === 'NONE' ? null : await windows.openUntil(db, { instanceIds, windowIds, at });
  return (index) => {
    const closesAt = closings?.[index] ?? null;
    return {
      freezes: freezesAt(frozen, at[index]!),
      window: closesAt === null ? null : { closesAt: closesAt.toISOString() },
    };
  };
}

function freezesAt(periods: readonly FreezePeriod[], at: Date): string[] {
  return [...new Set(periods.filter(({ from, to }) => from <= at && at < to).map(({ name }) => name))].toSorted();
}

/** Targets that name something which is gone are told at the execution; here they are no instances. */
async function targetsOf({ needs }: JobsDeps, { spec }: JobRow): Promise<readonly TargetInstance[]> {
  try {
    const { targets } = await remainingTargets(needs.fleet, spec.targets);
    return await needs.fleet.instancesForTargets(targets);
  } catch (error) {
    if (error instanceof CodedError) return [];
    throw error;
  }
}
