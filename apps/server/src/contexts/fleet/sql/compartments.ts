import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

export interface CompartmentRow {
  readonly id: string;
  readonly parent_id: string | null;
  readonly name: string;
}

export async function listCompartments(db: Db): Promise<CompartmentRow[]> {
  const { rows } = await sql<CompartmentRow>`
    select id, parent_id, name from compartments order by name, id
  `.execute(db);
  return rows;
}

export async function compartmentExists(db: Db, id: string): Promise<boolean> {
  const { rows } = await sql`select 1 from compartments where id = ${id}`.execute(db);
  return rows.length > 0;
}

export async function groupExists(db: Db, id: string): Promise<boolean> {
  const { rows } = await sql`select 1 from managed_instance_groups where id = ${id}`.execute(db);
  return rows.length > 0;
}
