import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

export async function finishBatch(tx: Transaction, batchId: string): Promise<void> {
  await sql`
    update ingest_batches set finished_at = now(), last_error = null where id = ${batchId}::text`.execute(tx);
}
