import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { defaultVersion, summaryColumns, type DocumentRow } from './document-row.ts';

export interface DocumentVersion extends DocumentRow {
  /** Byte for byte as it was registered. */
  readonly content: string;
}

/** One version of a document, the default one unless said otherwise. */
export async function getVersion(db: Db, name: string, version?: number): Promise<DocumentVersion | null> {
  const { rows } = await sql<DocumentVersion>`
    select ${summaryColumns}, content
    from document_versions
    where name = ${name}::text and version = coalesce(${version ?? null}::integer, ${defaultVersion})`.execute(db);
  return rows[0] ?? null;
}

/** The version that was registered last. */
export async function getNewestVersion(db: Db, name: string): Promise<DocumentVersion | null> {
  const { rows } = await sql<DocumentVersion>`
    select ${summaryColumns}, content
    from document_versions
    where name = ${name}::text
    order by version desc
    limit 1`.execute(db);
  return rows[0] ?? null;
}
