import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

export async function addSignInLink(
  db: Db,
  link: { secretSha256: Buffer; accessTokenId: string; validSeconds: number },
): Promise<Date> {
  const { rows } = await sql<{ expires_at: Date }>`
    insert into sign_in_links (secret_sha256, access_token_id, expires_at)
    values (${link.secretSha256}::bytea, ${link.accessTokenId}, now() + make_interval(secs => ${link.validSeconds}))
    returning expires_at
  `.execute(db);
  return rows[0]!.expires_at;
}
