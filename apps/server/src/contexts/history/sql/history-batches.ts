import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

export interface DueBatch {
  readonly id: string;
  /** YYYY-MM-DD, the partition of the lake. */
  readonly day: string;
  readonly attempts: number;
}

/**
 * Takes the oldest unfinished batch whose turn it is. The row lock is the claim: it ends with the transaction, and so
 * with the process, whichever way that dies; other replicas pass over it.
 */
export async function lockDueBatch(tx: Transaction, now: Date): Promise<DueBatch | undefined> {
  const { rows } = await sql<DueBatch>`
    select id, day, attempts from history_batches
    where finished_at is null and next_attempt_at <= ${now}::timestamptz
    order by attempts, created_at, id limit 1
    for no key update skip locked`.execute(tx);
  return rows[0];
}

export async function listMembers(tx: Transaction, batchId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select work_request_id as id from history_batch_members
    where batch_id = ${batchId}::text order by work_request_id`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Ends a batch. What it had chosen and did not clean after all may be chosen again on another day. */
export async function finishBatch(tx: Transaction, batchId: string, at: Date): Promise<void> {
  await sql`delete from history_batch_members where batch_id = ${batchId}::text`.execute(tx);
  await sql`
    update history_batches set finished_at = ${at}::timestamptz, last_error = null
    where id = ${batchId}::text and finished_at is null`.execute(tx);
}

export async function postponeBatch(
  tx: Transaction,
  batchId: string,
  { reason, nextAttemptAt }: { reason: string; nextAttemptAt: Date },
): Promise<void> {
  await sql`
    update history_batches
    set attempts = attempts + 1, last_error = ${reason}::text, next_attempt_at = ${nextAttemptAt}::timestamptz
    where id = ${batchId}::text and finished_at is null`.execute(tx);
}
