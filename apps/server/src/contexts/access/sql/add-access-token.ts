import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** Registers a token; a secret that is known already stays as it is. */
export async function addAccessToken(db: Db, token: { id: string; name: string; secretSha256: Buffer }): Promise<void> {
  await sql`
    insert into access_tokens (id, name, role, secret_sha256)
    values (${token.id}, ${token.name}, 'ADMIN', ${token.secretSha256}::bytea)
    on conflict (secret_sha256) do nothing
  `.execute(db);
}
