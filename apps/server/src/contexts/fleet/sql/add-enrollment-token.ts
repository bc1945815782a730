import type { Labels } from '@rustine/contract';
import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

export interface NewEnrollmentToken {
  readonly id: string;
  readonly compartmentId: string;
  readonly labels: Labels;
  readonly groupId: string | null;
  readonly secretSha256: Buffer;
  readonly createdBy: string;
  readonly validSeconds: number;
}

export async function addEnrollmentToken(tx: Transaction, token: NewEnrollmentToken): Promise<Date> {
  const { rows } = await sql<{ expires_at: Date }>`
    insert into enrollment_tokens (id, compartment_id, labels, group_id, secret_sha256, created_by, expires_at)
    values (
      ${token.id}, ${token.compartmentId}, ${JSON.stringify(token.labels)}::jsonb, ${token.groupId}::text,
      ${token.secretSha256}::bytea, ${token.createdBy}, now() + make_interval(secs => ${token.validSeconds})
    )
    returning expires_at
  `.execute(tx);
  return rows[0]!.expires_at;
}
