import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

/** Notes why a batch could not be ingested, on it and on its reports, and when it is tried again. */
export async function postponeBatch(
  tx: Transaction,
  batchId: string,
  { reason, nextAttemptAt }: { reason: string; nextAttemptAt: Date },
): Promise<void> {
  await sql`
    update ingest_batches
    set attempts = attempts + 1, last_error = ${reason}::text, next_attempt_at = ${nextAttemptAt}::timestamptz
    where id = ${batchId}::text and finished_at is null`.execute(tx);
  await sql`
    update reports set fault_reason = ${reason}::text
    where batch_id = ${batchId}::text and state = 'UPLOADED'`.execute(tx);
}
