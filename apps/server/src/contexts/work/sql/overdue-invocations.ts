import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** Open invocations whose deadline has passed, the longest overdue first; at most `limit`. */
export async function overdueInvocations(
  db: Db,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from invocations where deadline_at <= ${now}::timestamptz order by deadline_at limit ${limit}::integer`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}
