import type { Transaction } from '../../db/connect.ts';
import { addJob, removeJob } from '../../queue/add-job.ts';

export const JOB_DUE_TASK = 'job-due';
export const START_EXECUTION_TASK = 'job-start-execution';

/** Sets the one timer of a job, in the transaction that says when it runs next. */
export async function setJobTimer(tx: Transaction, jobId: string, nextRunAt: Date | null): Promise<void> {
  if (nextRunAt === null) return removeJob(tx, `job:${jobId}`);
  await addJob(tx, { task: JOB_DUE_TASK, payload: { jobId }, jobKey: `job:${jobId}`, runAt: nextRunAt });
}

/** Has the work request of an execution made, now or at its time. */
export async function setExecutionTimer(tx: Transaction, executionId: string, at: Date): Promise<void> {
  const jobKey = `execution:${executionId}`;
  await addJob(tx, { task: START_EXECUTION_TASK, payload: { executionId }, jobKey, runAt: at });
}
