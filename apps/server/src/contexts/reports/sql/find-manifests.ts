import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import type { JudgedManifest } from '../manifest/judged-manifest.ts';

/** The manifests that were judged, by invocation. */
export async function findManifests(db: Db, invocationIds: readonly string[]): Promise<Map<string, JudgedManifest>> {
  const { rows } = await sql<{ invocationId: string; manifest: JudgedManifest }>`
    select invocation_id as "invocationId",
      jsonb_build_object('reports', manifest_reports, 'fault', manifest_fault) as manifest
    from publications
    where invocation_id = any(${[...invocationIds]}::text[]) and manifest_judged_at is not null`.execute(db);
  return new Map(rows.map((row) => [row.invocationId, row.manifest]));
}
