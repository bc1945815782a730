import { sql } from 'kysely';
import type { Transaction } from '../../db/connect.ts';

/**
 * Unlocks what these worker pools held, so that a living one runs it: the library's own function for dead workers. A job
 * whose key went to another while it ran is never tried again; it would have been deleted at its end, and is now.
 */
export async function freePools(tx: Transaction, poolIds: readonly string[]): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from graphile_worker.jobs
    where locked_by = any(${[...poolIds]}::text[]) and key is null and attempts >= max_attempts and last_error is null`.execute(
    tx,
  );
  await sql`select from graphile_worker.force_unlock_workers(${[...poolIds]}::text[])`.execute(tx);
  const replaced = rows.map(({ id }) => id);
  if (replaced.length > 0) await sql`select from graphile_worker.complete_jobs(${replaced}::bigint[])`.execute(tx);
}
