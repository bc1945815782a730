import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

export async function addEnrollmentToken(
  tx: Transaction,
  token: { id: string; compartmentId: string; secretSha256: Buffer; createdBy: string; validSeconds: number },
): Promise<Date> {
  const { rows } = await sql<{ expires_at: Date }>`
    insert into enrollment_tokens (id, compartment_id, secret_sha256, created_by, expires_at)
    values (
      ${token.id}, ${token.compartmentId}, ${token.secretSha256}::bytea, ${token.createdBy},
      now() + make_interval(secs => ${token.validSeconds})
    )
    returning expires_at
  `.execute(tx);
  return rows[0]!.expires_at;
}
