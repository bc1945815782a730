import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { summaryColumns, type DocumentRow } from './document-row.ts';

/** The newest version of each document, by name; contents are left out because they may be large. */
export async function newestVersions(db: Db): Promise<DocumentRow[]> {
  const { rows } = await sql<DocumentRow>`
    select distinct on (name) ${summaryColumns} from document_versions order by name, version desc`.execute(db);
  return rows;
}
