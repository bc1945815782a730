import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';
import type { WindowRow } from './windows.ts';

/** What a person says of a window. */
export type WindowSpec = Omit<WindowRow, 'createdBy' | 'createdAt' | 'updatedAt'>;

/** False when the compartment has a window of that name. */
export async function insertWindow(
  tx: Transaction,
  window: WindowSpec & { createdBy: string; at: Date },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into maintenance_windows (
      id, compartment_id, name, description, schedule, duration_minutes, cutoff_minutes, targets, automatic_updates,
      enabled, created_by, created_at, updated_at
    ) values (
      ${window.id}::text, ${window.compartmentId}::text, ${window.name}::text, ${window.description}::text,
      ${JSON.stringify(window.schedule)}::jsonb, ${window.durationMinutes}::int, ${window.cutoffMinutes}::int,
      ${JSON.stringify(window.targets)}::jsonb, ${window.automaticUpdates}::text, ${window.enabled}::boolean,
      ${window.createdBy}::text, ${window.at}::timestamptz, ${window.at}::timestamptz
    ) on conflict (compartment_id, name) do nothing
  `.execute(tx);
  return numAffectedRows === 1n;
}

/** The window is locked. False when another window of the compartment has the name. */
export async function updateWindow(tx: Transaction, window: WindowSpec & { at: Date }): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update maintenance_windows w
    set compartment_id = ${window.compartmentId}::text, name = ${window.name}::text,
      description = ${window.description}::text, schedule = ${JSON.stringify(window.schedule)}::jsonb,
      duration_minutes = ${window.durationMinutes}::int, cutoff_minutes = ${window.cutoffMinutes}::int,
      targets = ${JSON.stringify(window.targets)}::jsonb, automatic_updates = ${window.automaticUpdates}::text,
      enabled = ${window.enabled}::boolean, updated_at = ${window.at}::timestamptz
    where id = ${window.id}::text and not exists (
      select from maintenance_windows other
      where other.compartment_id = ${window.compartmentId}::text and other.name = ${window.name}::text
        and other.id <> w.id
    )
  `.execute(tx);
  return numAffectedRows === 1n;
}

export async function deleteWindow(tx: Transaction, id: string): Promise<void> {
  await sql`delete from maintenance_windows where id = ${id}::text`.execute(tx);
}
