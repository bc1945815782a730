import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

export interface Publication {
  readonly invocationId: string;
  readonly instanceId: string;
  /** UTC day of the first grant, YYYY-MM-DD; it is in every key of the invocation. */
  readonly day: string;
  readonly manifestSizeBytes: number | null;
  readonly manifestSha256: string | null;
}

/** Finds or makes the publication of an invocation and locks it, so grants of one invocation come one after another. */
export async function openPublication(
  tx: Transaction,
  invocation: { invocationId: string; instanceId: string; day: string },
): Promise<Publication> {
  const { rows } = await sql<Publication>`
    insert into publications (invocation_id, instance_id, day)
    values (${invocation.invocationId}::text, ${invocation.instanceId}::text, ${invocation.day}::date)
    on conflict (invocation_id) do update set invocation_id = excluded.invocation_id
    returning invocation_id as "invocationId", instance_id as "instanceId", day,
      manifest_size_bytes as "manifestSizeBytes", manifest_sha256 as "manifestSha256"`.execute(tx);
  return rows[0]!;
}
