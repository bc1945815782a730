import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

export interface AccessTokenRow {
  readonly id: string;
  readonly name: string;
  readonly role: 'ADMIN';
}

/** The token that is neither revoked nor expired. */
export async function findAccessToken(db: Db, secretSha256: Buffer): Promise<AccessTokenRow | undefined> {
  const { rows } = await sql<AccessTokenRow>`
    select id, name, role from access_tokens
    where secret_sha256 = ${secretSha256}::bytea
      and revoked_at is null
      and (expires_at is null or expires_at > now())
  `.execute(db);
  return rows[0];
}
