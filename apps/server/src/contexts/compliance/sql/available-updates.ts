import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';
import { nullables, texts, type Row } from '../current-state/ingested-report.ts';

export async function deleteAvailableUpdates(tx: Transaction, instanceId: string): Promise<void> {
  await sql`delete from available_updates where instance_id = ${instanceId}::text`.execute(tx);
}

/** Adds a chunk of an `available-updates` report. A package listed twice is one update. */
export async function insertAvailableUpdates(tx: Transaction, instanceId: string, rows: readonly Row[]): Promise<void> {
  await sql`
    insert into available_updates (
      instance_id, name, architecture, installed_version, available_version, update_type, severity, advisory, cves,
      repository, size_bytes, reboot_suggested
    )
    select ${instanceId}::text, r.name, r.architecture, r.installed_version, r.available_version, r.update_type,
      r.severity, r.advisory, array_remove(string_to_array(r.cves, ' '), ''), r.repository, r.size_bytes, r.reboot_suggested
    from unnest(
      ${texts(rows, 'name')}::text[], ${texts(rows, 'architecture')}::text[], ${texts(rows, 'installed_version')}::text[],
      ${texts(rows, 'available_version')}::text[], ${texts(rows, 'update_type')}::text[],
      ${texts(rows, 'severity')}::text[], ${texts(rows, 'advisory')}::text[], ${texts(rows, 'cves')}::text[],
      ${texts(rows, 'repository')}::text[], ${nullables(rows, 'size_bytes')}::bigint[],
      ${nullables(rows, 'reboot_suggested')}::boolean[]
    ) as r (
      name, architecture, installed_version, available_version, update_type, severity, advisory, cves, repository,
      size_bytes, reboot_suggested
    )
    on conflict do nothing`.execute(tx);
}
