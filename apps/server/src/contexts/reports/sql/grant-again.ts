import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

/** A report that was given up on is announced once more, so it may come after all. */
export async function grantAgain(tx: Transaction, reportId: string): Promise<void> {
  await sql`
    update reports set state = 'GRANTED', fault_reason = null, created_at = now()
    where id = ${reportId}::text and state = 'FAILED'`.execute(tx);
}
