import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

/** @returns whether this call failed it: only a report that waits for its upload can. */
export async function failReport(tx: Transaction, reportId: string, reason: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update reports set state = 'FAILED', fault_reason = ${reason}::text
    where id = ${reportId}::text and state = 'GRANTED'`.execute(tx);
  return numAffectedRows === 1n;
}
