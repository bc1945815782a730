import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';
import type { GroupRow } from './groups.ts';
import { matchesRule } from './matches-rule.ts';

/** Adds those that exist and are not in it; gives the ids of the added ones. */
export async function addMembers(tx: Transaction, groupId: string, instanceIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    insert into managed_instance_group_members (group_id, instance_id)
    select ${groupId}::text, i.id from managed_instances i
    where i.id = any(${[...instanceIds]}::text[]) and i.retired_at is null
    on conflict do nothing
    returning instance_id as id
  `.execute(tx);
  return rows.map((row) => row.id);
}

/** Gives the ids of those that were in it. */
export async function removeMembers(
  tx: Transaction,
  groupId: string,
  instanceIds: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    delete from managed_instance_group_members
    where group_id = ${groupId}::text and instance_id = any(${[...instanceIds]}::text[])
    returning instance_id as id
  `.execute(tx);
  return rows.map((row) => row.id);
}

export async function leaveGroups(tx: Transaction, instanceId: string): Promise<void> {
  await sql`delete from managed_instance_group_members where instance_id = ${instanceId}::text`.execute(tx);
}

/** How many instances each group has now, all of one statement; a group without any has 0. */
export async function countMembers(db: Db, groups: readonly GroupRow[]): Promise<Map<string, number>> {
  const listed = groups.flatMap(({ id, rule }) => (rule === null ? [id] : []));
  const dynamic = groups.flatMap(({ id, rule }) =>
    rule === null
      ? []
      : [
          sql`select ${id}::text as id, count(*) as members from managed_instances i
            where i.retired_at is null and ${matchesRule(rule)}`,
        ],
  );
  const counts = [
    sql`select group_id as id, count(*) as members from managed_instance_group_members
      where group_id = any(${listed}::text[]) group by group_id`,
    ...dynamic,
  ];
  const { rows } = await sql<{ id: string; members: number }>`${sql.join(counts, sql` union all `)}`.execute(db);
  const found = new Map(rows.map((row) => [row.id, row.members]));
  return new Map(groups.map(({ id }) => [id, found.get(id) ?? 0]));
}
