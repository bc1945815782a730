import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

/** Remembers the manifest that the agent will upload; the newest announcement counts until one was judged. */
export async function announceManifest(
  tx: Transaction,
  invocationId: string,
  { sizeBytes, sha256, at }: { sizeBytes: number; sha256: string; at: Date },
): Promise<void> {
  await sql`
    update publications
    set manifest_size_bytes = ${sizeBytes}::bigint, manifest_sha256 = ${sha256}::text,
      manifest_announced_at = ${at}::timestamptz
    where invocation_id = ${invocationId}::text and manifest_judged_at is null`.execute(tx);
}
