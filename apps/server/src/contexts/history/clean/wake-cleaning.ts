import type { Transaction } from '../../../db/connect.ts';
import { addJob } from '../../../queue/add-job.ts';

export const CLEAN_TASK = 'clean-history';

/** Asks for a run of the clean-up now; any number of asks before it begins make one run. */
export async function wakeCleaning(tx: Transaction): Promise<void> {
  await addJob(tx, {
    task: CLEAN_TASK,
    payload: {},
    jobKey: CLEAN_TASK,
    jobKeyMode: 'preserve_run_at',
    maxAttempts: 5,
  });
}
