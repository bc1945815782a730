import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { invocationOfManifestKey } from '../manifest/check-manifest.ts';

/** Whether another file stands for this key now, so the store must not take this one any more. */
export async function isReplaced(db: Db, { key, sha256 }: { key: string; sha256: string }): Promise<boolean> {
  const { rows } = await sql<{ replaced: boolean }>`
    select exists (
      select from reports where key = ${key}::text and sha256 <> ${sha256}::text and state <> 'FAILED'
    ) or exists (
      select from publications
      where invocation_id = ${invocationOfManifestKey(key)}::text and manifest_sha256 <> ${sha256}::text
    ) or exists (
      select from step_outputs where key = ${key}::text and sha256 <> ${sha256}::text
    ) as replaced`.execute(db);
  return rows[0]!.replaced;
}
