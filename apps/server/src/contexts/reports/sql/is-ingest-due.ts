import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** Whether something waits for a run of the ingest: an upload in no batch, or a batch whose turn it is. */
export async function isIngestDue(db: Db, now: Date): Promise<boolean> {
  const { rows } = await sql<{ due: boolean }>`
    select exists (select from reports where state = 'UPLOADED' and batch_id is null)
      or exists (select from ingest_batches where finished_at is null and next_attempt_at <= ${now}::timestamptz)
      as due`.execute(db);
  return rows[0]!.due;
}
