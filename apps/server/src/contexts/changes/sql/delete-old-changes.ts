import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** Deletes at most so many changes that were told longer ago than this many days; answers how many went. */
export async function deleteOldChanges(db: Db, { days, limit }: { days: number; limit: number }): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from package_changes where id in (
      select id from package_changes where received_at < now() - make_interval(days => ${days}::int)
      limit ${limit}
    )
  `.execute(db);
  return Number(numAffectedRows ?? 0n);
}
