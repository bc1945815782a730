import type { Transaction } from '../../../db/connect.ts';
import { addJob } from '../../../queue/add-job.ts';

export const RESOLVE_TASK = 'resolve-cves';

/** Milliseconds in which the scans of many instances come together, so one command asks for all that they need. */
const DEBOUNCE_MS = 500;

/** Asks for a run of the resolver once the transaction has committed. */
export async function wakeResolve(tx: Transaction, now: Date): Promise<void> {
  await addJob(tx, {
    task: RESOLVE_TASK,
    payload: {},
    jobKey: RESOLVE_TASK,
    jobKeyMode: 'preserve_run_at',
    runAt: new Date(now.getTime() + DEBOUNCE_MS),
    maxAttempts: 5,
  });
}
