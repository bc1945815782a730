import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** Sessions and links that nobody can use any more; a day's grace keeps the refusals explainable. */
export async function deleteExpired(db: Db): Promise<void> {
  await sql`delete from sessions where expires_at < now() - interval '1 day'`.execute(db);
  await sql`delete from sign_in_links where expires_at < now() - interval '1 day'`.execute(db);
}
