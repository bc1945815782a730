import type { Transaction } from '../../../db/connect.ts';
import { addJob } from '../../../queue/add-job.ts';
import { hasWaiting } from '../sql/waiting.ts';
import { lockWorkRequest } from '../sql/work-request-state.ts';

export const DISPATCH_TASK = 'work-dispatch';

/**
 * Has the work request looked at again, if anything of it waits: an invocation of it answered or ended in this
 * transaction. Many asks make one look. The work request is locked before the job, as all others do who take both.
 */
export async function askForDispatch(tx: Transaction, workRequestId: string): Promise<void> {
  if (!(await hasWaiting(tx, workRequestId))) return;
  await lockWorkRequest(tx, workRequestId);
  await addJob(tx, { task: DISPATCH_TASK, payload: { workRequestId }, jobKey: `dispatch:${workRequestId}` });
}
