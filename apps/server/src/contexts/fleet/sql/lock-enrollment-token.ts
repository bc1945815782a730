import type { Labels } from '@rustine/contract';
import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

export interface EnrollmentTokenRow {
  readonly id: string;
  readonly compartment_id: string;
  readonly labels: Labels;
  readonly group_id: string | null;
  readonly used_by_thumbprint: string | null;
  readonly instance_id: string | null;
  readonly expired: boolean;
}

/** Locked, so that of two agents with one token the second sees the first. */
export async function lockEnrollmentToken(
  tx: Transaction,
  secretSha256: Buffer,
): Promise<EnrollmentTokenRow | undefined> {
  const { rows } = await sql<EnrollmentTokenRow>`
    select id, compartment_id, labels, group_id, used_by_thumbprint, instance_id, expires_at <= now() as expired
    from enrollment_tokens
    where secret_sha256 = ${secretSha256}::bytea
    for update
  `.execute(tx);
  return rows[0];
}
