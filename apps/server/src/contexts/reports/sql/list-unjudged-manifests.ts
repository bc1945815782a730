import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** A page of the invocations whose announced manifest was not judged yet, of those announced in this time. */
export async function listUnjudgedManifests(
  db: Db,
  { from, before, after, limit }: { from: Date; before: Date; after: string; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ invocationId: string }>`
    select invocation_id as "invocationId" from publications
    where manifest_sha256 is not null and manifest_judged_at is null
      and manifest_announced_at between ${from}::timestamptz and ${before}::timestamptz
      and invocation_id > ${after}::text
    order by invocation_id limit ${limit}::int`.execute(db);
  return rows.map((row) => row.invocationId);
}
