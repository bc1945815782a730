import type { GroupRule } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

export interface GroupRow {
  readonly id: string;
  readonly compartment_id: string;
  readonly name: string;
  /** Null for a listed group. */
  readonly rule: GroupRule | null;
  readonly created_at: Date;
}

const columns = sql`g.id, g.compartment_id, g.name, g.rule, g.created_at`;

export async function getGroups(db: Db, ids: readonly string[]): Promise<GroupRow[]> {
  const { rows } = await sql<GroupRow>`
    select ${columns} from managed_instance_groups g where g.id = any(${[...ids]}::text[])
  `.execute(db);
  return rows;
}

/** Locked, so that nobody deletes or changes it while members are added. */
export async function lockGroup(tx: Transaction, id: string): Promise<GroupRow | undefined> {
  const { rows } = await sql<GroupRow>`
    select ${columns} from managed_instance_groups g where g.id = ${id}::text for no key update
  `.execute(tx);
  return rows[0];
}

/** Groups by name, of the compartments given or of all. */
export async function listGroups(
  db: Db,
  listing: {
    readonly compartmentId: string | undefined;
    readonly recursive: boolean;
    /** Name and id of the last group of the page before. */
    readonly after: readonly [string, string] | undefined;
    readonly limit: number;
  },
): Promise<GroupRow[]> {
  const { compartmentId, recursive, after, limit } = listing;
  const within =
    compartmentId === undefined
      ? sql`true`
      : sql`g.compartment_id in (
          with recursive subtree as (
            select id from compartments where id = ${compartmentId}::text
            union all
            select c.id from compartments c join subtree s on c.parent_id = s.id where ${recursive}::boolean
          )
          select id from subtree
        )`;
  const beyond = after === undefined ? sql`true` : sql`(g.name, g.id) > (${after[0]}::text, ${after[1]}::text)`;
  const { rows } = await sql<GroupRow>`
    select ${columns} from managed_instance_groups g
    where ${within} and ${beyond}
    order by g.name, g.id
    limit ${limit}::int
  `.execute(db);
  return rows;
}

/** All dynamic groups, to ask which of them an instance is in. */
export async function listDynamicGroups(db: Db): Promise<(GroupRow & { rule: GroupRule })[]> {
  const { rows } = await sql<GroupRow & { rule: GroupRule }>`
    select ${columns} from managed_instance_groups g where g.rule is not null
  `.execute(db);
  return rows;
}

/** The listed groups that an instance is in. */
export async function listListedGroupsOf(db: Db, instanceId: string): Promise<GroupRow[]> {
  const { rows } = await sql<GroupRow>`
    select ${columns} from managed_instance_groups g
    join managed_instance_group_members m on m.group_id = g.id
    where m.instance_id = ${instanceId}::text and g.rule is null
  `.execute(db);
  return rows;
}
