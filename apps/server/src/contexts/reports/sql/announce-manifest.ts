import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

/** Remembers the manifest that the agent will upload; the newest announcement counts. */
export async function announceManifest(
  tx: Transaction,
  invocationId: string,
  manifest: { sizeBytes: number; sha256: string },
): Promise<void> {
  await sql`
    update publications
    set manifest_size_bytes = ${manifest.sizeBytes}::bigint, manifest_sha256 = ${manifest.sha256}::text
    where invocation_id = ${invocationId}::text`.execute(tx);
}
