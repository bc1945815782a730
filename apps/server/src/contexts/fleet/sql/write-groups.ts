import type { GroupRule } from '@rustine/contract';
import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

const asJson = (rule: GroupRule | null) => (rule === null ? null : JSON.stringify(rule));

/** False when the compartment has a group of that name. */
export async function insertGroup(
  tx: Transaction,
  group: { id: string; compartmentId: string; name: string; rule: GroupRule | null },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into managed_instance_groups (id, compartment_id, name, rule)
    values (${group.id}::text, ${group.compartmentId}::text, ${group.name}::text, ${asJson(group.rule)}::jsonb)
    on conflict (compartment_id, name) do nothing
  `.execute(tx);
  return numAffectedRows === 1n;
}

/** The group is locked. False when another group of the compartment has the name. */
export async function updateGroup(
  tx: Transaction,
  group: { id: string; compartmentId: string; name: string; rule: GroupRule | null },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update managed_instance_groups g
    set compartment_id = ${group.compartmentId}::text, name = ${group.name}::text, rule = ${asJson(group.rule)}::jsonb
    where id = ${group.id}::text and not exists (
      select from managed_instance_groups other
      where other.compartment_id = ${group.compartmentId}::text and other.name = ${group.name}::text and other.id <> g.id
    )
  `.execute(tx);
  return numAffectedRows === 1n;
}

/** Names of scheduled jobs that run on it, at most five. */
export async function jobsOnGroup(tx: Transaction, id: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from scheduled_jobs
    where spec -> 'targets' -> 'groupIds' ? ${id}::text and deleted_at is null order by name limit 5
  `.execute(tx);
  return rows.map(({ name }) => name);
}

export async function deleteGroup(tx: Transaction, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from managed_instance_groups where id = ${id}::text`.execute(tx);
  return numAffectedRows === 1n;
}
