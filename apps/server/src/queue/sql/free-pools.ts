import { sql } from 'kysely';
import type { Transaction } from '../../db/connect.ts';

/** Unlocks what these worker pools held, so that a living one runs it: the library's own function for dead workers. */
export async function freePools(tx: Transaction, poolIds: readonly string[]): Promise<void> {
  await sql`select from graphile_worker.force_unlock_workers(${[...poolIds]}::text[])`.execute(tx);
}
