import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

export interface DocumentRow {
  readonly name: string;
  readonly version: number;
  readonly schemaVersion: string;
  readonly description: string;
  readonly sha256: string;
  readonly registeredBy: string;
  readonly registeredAt: Date;
}

/** The newest version of each document, by name; contents are left out because they may be large. */
export async function newestVersions(db: Db): Promise<DocumentRow[]> {
  const { rows } = await sql<DocumentRow>`
    select distinct on (name) name, version, schema_version as "schemaVersion", description, sha256,
      registered_by as "registeredBy", registered_at as "registeredAt"
    from document_versions
    order by name, version desc`.execute(db);
  return rows;
}
