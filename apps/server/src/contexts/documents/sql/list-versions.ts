import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { summaryColumns, type DocumentRow } from './document-row.ts';

/** All versions of a document, newest first; none for an unknown one. */
export async function listVersions(db: Db, name: string): Promise<DocumentRow[]> {
  const { rows } = await sql<DocumentRow>`
    select ${summaryColumns} from document_versions where name = ${name}::text order by version desc`.execute(db);
  return rows;
}
