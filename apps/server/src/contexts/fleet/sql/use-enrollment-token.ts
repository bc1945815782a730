import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

export async function useEnrollmentToken(
  tx: Transaction,
  use: { tokenId: string; thumbprint: string; instanceId: string },
): Promise<void> {
  await sql`
    update enrollment_tokens
    set used_by_thumbprint = ${use.thumbprint}, instance_id = ${use.instanceId}, used_at = now()
    where id = ${use.tokenId} and used_by_thumbprint is null
  `.execute(tx);
}
