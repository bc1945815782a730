import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

/** The newest word wins, whatever the order in which runs are told. */
export async function recordRebootRequired(
  tx: Transaction,
  instanceId: string,
  required: boolean,
  at: Date,
): Promise<void> {
  await sql`
    update managed_instances
    set reboot_required = ${required}::boolean, reboot_checked_at = ${at.toISOString()}::timestamptz
    where id = ${instanceId}
      and (reboot_checked_at is null or reboot_checked_at <= ${at.toISOString()}::timestamptz)
  `.execute(tx);
}
