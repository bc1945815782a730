import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import type { AccessTokenRow } from './find-access-token.ts';

/** The token behind an open session; a session ends with its token. */
export async function findSession(db: Db, secretSha256: Buffer): Promise<AccessTokenRow | undefined> {
  const { rows } = await sql<AccessTokenRow>`
    select t.id, t.name, t.role
    from sessions s join access_tokens t on t.id = s.access_token_id
    where s.secret_sha256 = ${secretSha256}::bytea
      and s.expires_at > now()
      and t.revoked_at is null
      and (t.expires_at is null or t.expires_at > now())
  `.execute(db);
  return rows[0];
}
