import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

export interface CompartmentRow {
  readonly id: string;
  readonly parent_id: string | null;
  readonly name: string;
  /** Directly in it. */
  readonly instances: number;
}

/** All compartments, or one of them, by name. */
export async function listCompartments(db: Db, id?: string): Promise<CompartmentRow[]> {
  const { rows } = await sql<CompartmentRow>`
    select c.id, c.parent_id, c.name, coalesce(held.instances, 0) as instances
    from compartments c
    left join (
      select compartment_id, count(*) as instances from managed_instances where retired_at is null group by 1
    ) held on held.compartment_id = c.id
    where ${id ?? null}::text is null or c.id = ${id ?? null}::text
    order by c.name, c.id
  `.execute(db);
  return rows;
}

export async function compartmentExists(db: Db, id: string): Promise<boolean> {
  const { rows } = await sql`select 1 from compartments where id = ${id}`.execute(db);
  return rows.length > 0;
}

/** Ids from the compartment itself up to the root. */
export async function listPath(db: Db, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive path as (
      select id, parent_id, 1 as level from compartments where id = ${id}::text
      union all
      select c.id, c.parent_id, p.level + 1 from compartments c join path p on c.id = p.parent_id
    )
    select id from path order by level
  `.execute(db);
  return rows.map((row) => row.id);
}

/** Whether it is there, and stays until the transaction ends. */
export async function holdCompartment(tx: Transaction, id: string): Promise<boolean> {
  const { rows } = await sql`select from compartments where id = ${id}::text for key share`.execute(tx);
  return rows.length > 0;
}
