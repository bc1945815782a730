import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { FRESH_SECONDS } from './check-in.ts';

/** An open link is as good as a check-in: it proves that the agent is alive. What was seen a moment ago is not written. */
export async function touchInstances(db: Db, instanceIds: readonly string[], at: Date): Promise<void> {
  await sql`
    update managed_instances set last_check_in_at = greatest(last_check_in_at, ${at.toISOString()}::timestamptz)
    where id = any(${instanceIds}::text[]) and retired_at is null and (
      last_check_in_at is null or last_check_in_at < ${at.toISOString()}::timestamptz - make_interval(secs => ${FRESH_SECONDS})
    )
  `.execute(db);
}
