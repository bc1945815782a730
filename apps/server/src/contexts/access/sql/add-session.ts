import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

export async function addSession(
  db: Db,
  session: { secretSha256: Buffer; accessTokenId: string; validSeconds: number },
): Promise<void> {
  await sql`
    insert into sessions (secret_sha256, access_token_id, expires_at)
    values (${session.secretSha256}::bytea, ${session.accessTokenId}, now() + make_interval(secs => ${session.validSeconds}))
  `.execute(db);
}
