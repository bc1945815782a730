import { sql } from 'kysely';

export interface DocumentRow {
  readonly name: string;
  readonly version: number;
  /** The version that runs when none is named. */
  readonly defaultVersion: number;
  readonly schemaVersion: string;
  readonly description: string;
  readonly sha256: string;
  readonly registeredBy: string;
  readonly registeredAt: Date;
}

/** The default version of the document in a row of `document_versions`: the one that was chosen, else the newest. */
export const defaultVersion = sql<number>`coalesce(
  (select d.version from document_defaults d where d.name = document_versions.name),
  (select max(newest.version) from document_versions newest where newest.name = document_versions.name)
)`;

/** Columns of a `DocumentRow`, from `document_versions`. */
export const summaryColumns = sql`name, version, ${defaultVersion} as "defaultVersion", schema_version as "schemaVersion",
  description, sha256, registered_by as "registeredBy", registered_at as "registeredAt"`;
