import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

/**
 * The object of a report is in the store, whole. A report that was given up on comes back this way too, unless another
 * file took its place meanwhile.
 *
 * @returns whether this call moved it, so that of many messages about one object one counts.
 */
export async function markUploaded(tx: Transaction, object: { key: string; sha256: string }): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update reports set state = 'UPLOADED', uploaded_at = now(), fault_reason = null
    where key = ${object.key}::text and sha256 = ${object.sha256}::text
      and (
        state = 'GRANTED'
        or state = 'FAILED' and not exists (
          select from reports other where other.key = reports.key and other.id <> reports.id and other.state <> 'FAILED'
        )
      )`.execute(tx);
  return numAffectedRows === 1n;
}
