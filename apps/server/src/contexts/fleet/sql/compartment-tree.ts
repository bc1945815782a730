import { ROOT_COMPARTMENT_ID } from '@rustine/contract';
import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

export interface TreeRow {
  readonly id: string;
  readonly parentId: string | null;
  readonly name: string;
}

/**
 * The whole tree, whose shape and names nobody else changes until the transaction ends: of two moves that would make a
 * circle together the second sees the first. Instances and groups may come and go meanwhile.
 */
export async function lockTree(tx: Transaction): Promise<TreeRow[]> {
  await sql`select from compartments where id = ${ROOT_COMPARTMENT_ID}::text for no key update`.execute(tx);
  const { rows } = await sql<TreeRow>`
    select id, parent_id as "parentId", name from compartments
  `.execute(tx);
  return rows;
}

export async function insertCompartment(tx: Transaction, row: TreeRow): Promise<void> {
  await sql`
    insert into compartments (id, parent_id, name) values (${row.id}::text, ${row.parentId}::text, ${row.name}::text)
  `.execute(tx);
}

export async function updateCompartment(tx: Transaction, row: TreeRow): Promise<void> {
  await sql`
    update compartments set parent_id = ${row.parentId}::text, name = ${row.name}::text where id = ${row.id}::text
  `.execute(tx);
}
