import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

export interface WrittenSet {
  readonly id: string;
  readonly compartmentId: string;
  readonly name: string;
  readonly maxDown: number;
}

/** False when the compartment has a set of that name. */
export async function insertSet(tx: Transaction, set: WrittenSet, createdBy: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into quorum_sets (id, compartment_id, name, max_down, created_by)
    values (${set.id}::text, ${set.compartmentId}::text, ${set.name}::text, ${set.maxDown}::integer, ${createdBy}::text)
    on conflict do nothing`.execute(tx);
  return numAffectedRows === 1n;
}

/** Of a locked set. False when another set of the compartment has the name. */
export async function updateSet(tx: Transaction, set: WrittenSet): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update quorum_sets s set
      compartment_id = ${set.compartmentId}::text, name = ${set.name}::text, max_down = ${set.maxDown}::integer
    where s.id = ${set.id}::text and not exists (
      select from quorum_sets other
      where other.compartment_id = ${set.compartmentId}::text and other.name = ${set.name}::text and other.id <> s.id
    )`.execute(tx);
  return numAffectedRows === 1n;
}

/** Makes these the members. A member that goes takes its lease along. */
export async function replaceMembers(tx: Transaction, setId: string, instanceIds: readonly string[]): Promise<void> {
  await sql`
    with gone as (
      delete from quorum_set_members
      where set_id = ${setId}::text and instance_id <> all(${[...instanceIds]}::text[]) returning instance_id
    ), ended as (
      delete from reboot_leases where set_id = ${setId}::text and instance_id in (select instance_id from gone)
    )
    insert into quorum_set_members (set_id, instance_id)
    select ${setId}::text, id from unnest(${[...instanceIds]}::text[]) as id
    on conflict do nothing`.execute(tx);
}

export async function deleteSet(tx: Transaction, id: string): Promise<void> {
  await sql`delete from quorum_sets where id = ${id}::text`.execute(tx);
}
