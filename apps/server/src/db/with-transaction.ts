import { setTimeout as sleep } from 'node:timers/promises';
import type { IsolationLevel } from 'kysely';
import type { Db, Transaction } from './connect.ts';
import { sqlState } from './errors.ts';

/**
 * serialization_failure and deadlock_detected: PostgreSQL rolled back, and asks to try the whole transaction again.
 * unique_violation: another transaction took a name a moment earlier; tried again, `fn` sees it and says so.
 */
const RETRYABLE = new Set(['40001', '40P01', '23505']);
const ATTEMPTS = 6;
const FIRST_DELAY_MS = 10;

/**
 * Runs `fn` in one transaction: its result is committed, its error rolls back. After a deadlock, a serialization
 * failure or a value that was taken meanwhile all of it runs again, so `fn` must change nothing outside the database. A
 * lost connection is not tried again here, because nobody knows whether the commit happened.
 */
export async function withTransaction<T>(
  db: Db,
  fn: (tx: Transaction) => Promise<T>,
  { isolation = 'read committed' }: { isolation?: IsolationLevel } = {},
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().setIsolationLevel(isolation).execute(fn);
    } catch (error) {
      if (attempt === ATTEMPTS || !RETRYABLE.has(sqlState(error) ?? '')) {
        throw error;
      }
      // The jitter keeps two transactions that met once from meeting again in step.
      await sleep(FIRST_DELAY_MS * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}
