import { advanceJob } from './advance-job.ts';
import type { JobsDeps } from './jobs-deps.ts';
import { settleExecutions } from './settle-executions.ts';
import { dueExecutions } from './sql/executions.ts';
import { dueJobs, jobsOfWindows } from './sql/jobs.ts';
import { startExecution } from './start-execution.ts';

const AT_ONCE = 500;

/**
 * Makes up for timers that were lost or fired while no server ran, and follows windows that were edited. Each thing is
 * tried by itself: one that cannot be done holds up no other.
 */
export async function sweepJobs(deps: JobsDeps): Promise<void> {
  const now = deps.clock();
  const advanced = new Set([...(await dueJobs(deps.db, now, AT_ONCE)), ...(await jobsOfWindows(deps.db))]);
  for (const jobId of advanced) await attempt(deps, { jobId }, () => advanceJob(deps, jobId));
  for (const executionId of await dueExecutions(deps.db, now, AT_ONCE))
    await attempt(deps, { executionId }, () => startExecution(deps, executionId));
  await settleExecutions(deps);
}

async function attempt({ log }: JobsDeps, what: Record<string, string>, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    log.error({ err: error, ...what }, 'a job could not be brought up to date; it is tried again in a minute');
  }
}
