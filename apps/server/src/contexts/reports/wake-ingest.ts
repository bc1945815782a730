import type { Transaction } from '../../db/connect.ts';
import { addJob } from '../../queue/add-job.ts';

export const INGEST_TASK = 'ingest-reports';

/** Milliseconds that an upload waits for company: one batch of many reports costs far less than many batches of one. */
const DEBOUNCE_MS = 300;

/** Asks for a run of the ingest, at `now` plus a moment; any number of asks in that moment make one run. */
export async function wakeIngest(tx: Transaction, now: Date): Promise<void> {
  await addJob(tx, {
    task: INGEST_TASK,
    payload: {},
    jobKey: INGEST_TASK,
    jobKeyMode: 'preserve_run_at',
    runAt: new Date(now.getTime() + DEBOUNCE_MS),
    maxAttempts: 5,
  });
}
