import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

export async function deleteSession(db: Db, secretSha256: Buffer): Promise<void> {
  await sql`delete from sessions where secret_sha256 = ${secretSha256}::bytea`.execute(db);
}
