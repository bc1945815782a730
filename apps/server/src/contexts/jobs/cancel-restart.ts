import { CodedError } from '@rustine/contract';
import { withTransaction } from '../../db/with-transaction.ts';
import { recordAudit } from '../audit/index.ts';
import { requireLockedJob } from './change-job.ts';
import type { Asker, JobsDeps } from './jobs-deps.ts';
import { selectExecution, type ExecutionRow } from './sql/executions.ts';
import { cancelPlanned } from './sql/write-executions.ts';

/**
 * Cancels a restart that waits for its window. The job is locked, so that no execution that ends at the same moment counts
 * on this restart; whether it has started is for its row to say, which its start changes in one transaction with the work
 * request. A later execution plans a restart of its own.
 * @throws CodedError NOT_FOUND, or CONFLICT when it does not wait any more
 */
export async function cancelRestart(
  { db }: JobsDeps,
  { jobId, executionId, asker }: { readonly jobId: string; readonly executionId: string; readonly asker: Asker },
): Promise<ExecutionRow> {
  return withTransaction(db, async (tx) => {
    await requireLockedJob(tx, jobId);
    const reason = `${asker.actor} canceled the restart before it started: where one is needed, restart by hand.`;
    const canceled = await cancelPlanned(tx, { id: executionId, jobId, reason });
    const execution = await selectExecution(tx, executionId);
    if (execution?.jobId !== jobId)
      throw new CodedError('NOT_FOUND', `The job ${jobId} has no execution ${executionId}.`);
    if (!canceled) throw new CodedError('CONFLICT', whyNot(execution));
    const { dueAt, instanceIds } = execution;
    const details = { executionId, dueAt: dueAt.toISOString(), instanceIds };
    await recordAudit(tx, { ...asker, action: 'cancel restart', target: jobId, details });
    return execution;
  });
}

function whyNot({ kind, state, workRequestId }: ExecutionRow): string {
  if (workRequestId !== null)
    return `It has started: cancel its work request ${workRequestId} (rustine work-request cancel ${workRequestId}).`;
  return kind === 'REBOOT'
    ? `The restart is ${state}: there is nothing to cancel.`
    : 'Only a restart that waits for its window can be canceled so: skip the next execution, pause the job or delete it.';
}
