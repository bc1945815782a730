import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import type { Publication } from './open-publication.ts';

export async function findPublication(db: Db, invocationId: string): Promise<Publication | undefined> {
  const { rows } = await sql<Publication>`
    select invocation_id as "invocationId", instance_id as "instanceId", day,
      manifest_size_bytes as "manifestSizeBytes", manifest_sha256 as "manifestSha256"
    from publications where invocation_id = ${invocationId}::text`.execute(db);
  return rows[0];
}
