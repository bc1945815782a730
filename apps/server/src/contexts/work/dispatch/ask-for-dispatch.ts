import type { Transaction } from '../../../db/connect.ts';
import { addJob, removeJob } from '../../../queue/add-job.ts';
import { hasOpenWave } from '../sql/wave-figures.ts';
import { hasWaiting } from '../sql/waiting.ts';
import { lockWorkRequest } from '../sql/work-request-state.ts';

export const DISPATCH_TASK = 'work-dispatch';

/**
 * Has the work request looked at again, if anything of it waits or a wave of it is open: an invocation of it answered or
 * ended in this transaction. Many asks make one look. The work request is locked before the job, as all others do who
 * take both.
 */
export async function askForDispatch(tx: Transaction, workRequestId: string): Promise<void> {
  if (!(await hasWaiting(tx, workRequestId)) && !(await hasOpenWave(tx, workRequestId))) return;
  await lockWorkRequest(tx, workRequestId);
  await addJob(tx, { task: DISPATCH_TASK, payload: { workRequestId }, jobKey: `dispatch:${workRequestId}` });
}

/** Sets the one timer of a locked work request, by which it is looked at when nothing else happens; null for none. */
export async function setLookTimer(tx: Transaction, workRequestId: string, runAt: Date | null): Promise<void> {
  const jobKey = `look:${workRequestId}`;
  if (runAt === null) await removeJob(tx, jobKey);
  else await addJob(tx, { task: DISPATCH_TASK, payload: { workRequestId }, jobKey, runAt });
}

/**
 * Has the work request looked at of which `healthCheckId` checks a wave, since that has ended. Its key is of its own: who
 * ends a health check holds no lock of the work request that waits for it.
 */
export async function askAfterHealthCheck(
  tx: Transaction,
  { workRequestId, healthCheckId }: { readonly workRequestId: string; readonly healthCheckId: string },
): Promise<void> {
  await addJob(tx, { task: DISPATCH_TASK, payload: { workRequestId }, jobKey: `checked:${healthCheckId}` });
}
