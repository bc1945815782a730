import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

/** Bounds of one batch: the work that is lost and repeated when the server dies in the middle of it. */
const BATCH_REPORTS_MAX = 500;
const BATCH_BYTES_MAX = 256 * 1024 * 1024;

/**
 * Puts the uploads that waited longest into a new batch, for good: whatever happens afterwards, a repeat ingests these
 * very reports under this very name. Reports that another replica is just taking are passed over.
 *
 * @returns how many it took; 0 means that nothing waits and no batch was made.
 */
export async function fixBatch(tx: Transaction, batchId: string): Promise<number> {
  // Due at once, whatever the clocks of the replicas say.
  await sql`insert into ingest_batches (id, next_attempt_at) values (${batchId}::text, to_timestamp(0))`.execute(tx);
  const { numAffectedRows } = await sql`
    with waiting as (
      select id, size_bytes, uploaded_at from reports
      where state = 'UPLOADED' and batch_id is null
      order by uploaded_at, id limit ${BATCH_REPORTS_MAX}::int
      for update skip locked
    ), counted as (
      select id, sum(size_bytes) over (order by uploaded_at, id) - size_bytes as bytes_before from waiting
    )
    update reports set batch_id = ${batchId}::text
    from counted where counted.id = reports.id and counted.bytes_before < ${BATCH_BYTES_MAX}::bigint`.execute(tx);
  const taken = Number(numAffectedRows ?? 0n);
  if (taken === 0) await sql`delete from ingest_batches where id = ${batchId}::text`.execute(tx);
  return taken;
}
