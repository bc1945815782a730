import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** The ingested reports of what the runs of these invocations changed. */
export async function listNewUpdates(
  db: Db,
  invocationIds: readonly string[],
): Promise<{ invocationId: string; key: string }[]> {
  const { rows } = await sql<{ invocationId: string; key: string }>`
    select invocation_id as "invocationId", key from reports
    where invocation_id = any(${[...invocationIds]}::text[]) and kind = 'new-updates' and state = 'INGESTED'
    order by id`.execute(db);
  return rows;
}
