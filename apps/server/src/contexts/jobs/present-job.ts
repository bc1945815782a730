import type { JobExecution, ScheduledJob } from '@rustine/contract';
import type { ExecutionRow } from './sql/executions.ts';
import type { JobRow } from './sql/jobs.ts';

export function presentJob(job: JobRow, last: ExecutionRow | undefined): ScheduledJob {
  const { id, compartmentId, name, spec, state, nextRunAt, skipAt, revision, createdBy } = job;
  return {
    ...spec,
    id,
    compartmentId,
    name,
    state,
    nextRunAt: nextRunAt?.toISOString() ?? null,
    skipNext: skipAt !== null && skipAt.getTime() === nextRunAt?.getTime(),
    lastExecution: last === undefined ? null : presentExecution(last),
    revision,
    createdBy,
    createdAt: job.createdAt.toISOString(),
    updatedAt: job.updatedAt.toISOString(),
  };
}

export function presentExecution(execution: ExecutionRow): JobExecution {
  const { id, jobId, kind, state, reason, workRequestId, workRequestState, forecast, tookSeconds, startedBy } =
    execution;
  return {
    id,
    jobId,
    kind,
    dueAt: execution.dueAt.toISOString(),
    state,
    reason,
    workRequestId,
    workRequestState,
    forecast,
    tookSeconds,
    startedBy,
    createdAt: execution.createdAt.toISOString(),
  };
}
