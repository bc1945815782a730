import type { Transaction } from '../../../db/connect.ts';
import { addJob } from '../../../queue/add-job.ts';

export const SESSION_TASK = 'power-session';

/** Has a session looked at, once however often it is asked. Jobs of one machine run one after another. */
export async function wakeSession(
  tx: Transaction,
  { id, instanceId }: { readonly id: number; readonly instanceId: string },
  afterMs = 0,
): Promise<void> {
  await addJob(tx, {
    task: SESSION_TASK,
    payload: { sessionId: id },
    jobKey: `power:${id}`,
    queueName: `power:${instanceId}`,
    // The queue's own time, not that of the server's clock.
    ...(afterMs > 0 && { runAt: new Date(Date.now() + afterMs) }),
  });
}
