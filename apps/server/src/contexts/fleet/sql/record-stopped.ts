import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

/** A machine that is known to be off since an earlier word stays off since then; a sign of life in between ends that. */
export async function recordStopped(tx: Transaction, instanceId: string, at: Date): Promise<void> {
  await sql`
    update managed_instances set stopped_at = ${at.toISOString()}::timestamptz
    where id = ${instanceId}::text and retired_at is null
      and (stopped_at is null or (stopped_at < last_check_in_at and stopped_at < ${at.toISOString()}::timestamptz))
  `.execute(tx);
}

export async function recordNotStopped(tx: Transaction, instanceId: string): Promise<void> {
  await sql`
    update managed_instances set stopped_at = null where id = ${instanceId}::text and stopped_at is not null
  `.execute(tx);
}
