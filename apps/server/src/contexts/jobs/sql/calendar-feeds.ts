import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** One address a person: a new one takes the place of the one before it. */
export async function saveFeed(
  db: Db,
  feed: { readonly secretSha256: Buffer; readonly createdBy: string },
): Promise<void> {
  await sql`
    insert into calendar_feeds (secret_sha256, created_by) values (${feed.secretSha256}::bytea, ${feed.createdBy}::text)
    on conflict (created_by) do update set secret_sha256 = excluded.secret_sha256, created_at = now()`.execute(db);
}

export async function feedExists(db: Db, secretSha256: Buffer): Promise<boolean> {
  const { rows } = await sql`select from calendar_feeds where secret_sha256 = ${secretSha256}::bytea`.execute(db);
  return rows.length > 0;
}
