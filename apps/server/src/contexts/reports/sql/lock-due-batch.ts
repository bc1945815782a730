import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

export interface DueBatch {
  readonly id: string;
  readonly attempts: number;
}

/**
 * Takes the oldest unfinished batch whose turn it is. The row lock is the claim: it ends with the transaction, and so
 * with the process, whichever way that dies; other replicas pass over it.
 */
export async function lockDueBatch(tx: Transaction, now: Date): Promise<DueBatch | undefined> {
  const { rows } = await sql<DueBatch>`
    select id, attempts from ingest_batches
    where finished_at is null and next_attempt_at <= ${now}::timestamptz
    order by attempts, created_at, id limit 1
    for no key update skip locked`.execute(tx);
  return rows[0];
}
