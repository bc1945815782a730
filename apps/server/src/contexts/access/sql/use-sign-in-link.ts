import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** Marks a link used and gives its token's id; of two who come with the same link the `where` lets one through. */
export async function useSignInLink(db: Db, secretSha256: Buffer): Promise<string | undefined> {
  const { rows } = await sql<{ access_token_id: string }>`
    update sign_in_links set used_at = now()
    where secret_sha256 = ${secretSha256}::bytea and used_at is null and expires_at > now()
    returning access_token_id
  `.execute(db);
  return rows[0]?.access_token_id;
}
