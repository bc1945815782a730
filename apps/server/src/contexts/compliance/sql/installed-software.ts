import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';
import { nullables, texts, type Row } from '../current-state/ingested-report.ts';

export async function deleteInstalledSoftware(tx: Transaction, instanceId: string): Promise<void> {
  await sql`delete from installed_software where instance_id = ${instanceId}::text`.execute(tx);
}

/** Adds a chunk of a `software-inventory` report. What is listed twice is there once. */
export async function insertInstalledSoftware(
  tx: Transaction,
  instanceId: string,
  rows: readonly Row[],
): Promise<void> {
  await sql`
    insert into installed_software (
      instance_id, name, version, architecture, publisher, source, installed_at, size_bytes
    )
    select ${instanceId}::text, r.*
    from unnest(
      ${texts(rows, 'name')}::text[], ${texts(rows, 'version')}::text[], ${texts(rows, 'architecture')}::text[],
      ${texts(rows, 'publisher')}::text[], ${texts(rows, 'source')}::text[],
      ${nullables(rows, 'installed_at')}::timestamptz[], ${nullables(rows, 'size_bytes')}::bigint[]
    ) as r
    on conflict do nothing`.execute(tx);
}
