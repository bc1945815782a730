import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';
import type { JudgedManifest } from '../manifest/judged-manifest.ts';

/** @returns whether this call recorded it: only the manifest that is announced now, and only the first time. */
export async function recordManifest(
  tx: Transaction,
  { invocationId, sha256, manifest }: { invocationId: string; sha256: string; manifest: JudgedManifest },
): Promise<boolean> {
  const reports = manifest.reports === null ? null : JSON.stringify(manifest.reports);
  const { numAffectedRows } = await sql`
    update publications
    set manifest_judged_at = now(), manifest_reports = ${reports}::jsonb, manifest_fault = ${manifest.fault}::text
    where invocation_id = ${invocationId}::text and manifest_sha256 = ${sha256}::text
      and manifest_judged_at is null`.execute(tx);
  return numAffectedRows === 1n;
}
