import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

export interface NewVersion {
  readonly name: string;
  readonly schemaVersion: string;
  readonly description: string;
  readonly content: string;
  readonly sha256: string;
  readonly registeredBy: string;
  readonly at: Date;
}

/** Adds the next version of a document; false when its newest version already has this sum. Needs `lockDocument` before. */
export async function insertVersion(tx: Transaction, document: NewVersion): Promise<boolean> {
  const { rows } = await sql`
    insert into document_versions
      (name, version, schema_version, description, content, sha256, registered_by, registered_at)
    select ${document.name}::text, coalesce(newest.version, 0) + 1, ${document.schemaVersion}::text,
      ${document.description}::text, ${document.content}::text, ${document.sha256}::text,
      ${document.registeredBy}::text, ${document.at}::timestamptz
    from (values (true)) as one_row
    left join lateral (
      select version, sha256 from document_versions where name = ${document.name}::text order by version desc limit 1
    ) newest on true
    where newest.sha256 is distinct from ${document.sha256}::text
    returning version`.execute(tx);
  return rows.length > 0;
}

/** Registrations of one document wait for each other until the transaction ends, so no two make the same version. */
export async function lockDocument(tx: Transaction, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('document:' || ${name}::text, 0))`.execute(tx);
}
