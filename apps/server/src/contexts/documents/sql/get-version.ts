import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

export interface DocumentVersion {
  readonly name: string;
  readonly version: number;
  readonly schemaVersion: string;
  readonly description: string;
  /** Byte for byte as it was registered. */
  readonly content: string;
  readonly sha256: string;
}

/** One version of a document, the newest unless said otherwise. */
export async function getVersion(db: Db, name: string, version?: number): Promise<DocumentVersion | null> {
  const { rows } = await sql<DocumentVersion>`
    select name, version, schema_version as "schemaVersion", description, content, sha256
    from document_versions
    where name = ${name}::text and (${version ?? null}::integer is null or version = ${version ?? null}::integer)
    order by version desc
    limit 1`.execute(db);
  return rows[0] ?? null;
}
