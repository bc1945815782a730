import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** An open link is as good as a check-in: it proves that the agent is alive. */
export async function touchInstances(db: Db, instanceIds: readonly string[], at: Date): Promise<void> {
  await sql`
    update managed_instances set last_check_in_at = greatest(last_check_in_at, ${at.toISOString()}::timestamptz)
    where id = any(${instanceIds}::text[])
  `.execute(db);
}
