import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

/** Drops the current state of an instance that was removed; the lake keeps its history. */
export async function forgetInstance(tx: Transaction, instanceId: string): Promise<void> {
  await sql`delete from instance_scans where instance_id = ${instanceId}::text`.execute(tx);
  await sql`delete from available_updates where instance_id = ${instanceId}::text`.execute(tx);
  await sql`delete from installed_software where instance_id = ${instanceId}::text`.execute(tx);
}
