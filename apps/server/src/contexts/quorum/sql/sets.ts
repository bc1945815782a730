import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

export interface SetRow {
  readonly id: string;
  readonly compartmentId: string;
  readonly name: string;
  readonly maxDown: number;
  readonly createdAt: Date;
}

const columns = sql`
  s.id, s.compartment_id as "compartmentId", s.name, s.max_down as "maxDown", s.created_at as "createdAt"`;

/** By name. `after` is name and id of the last one of the page before. */
export async function selectSets(
  db: Db,
  { instanceId = null }: { readonly instanceId?: string | null | undefined },
  { after, limit }: { readonly after: readonly [string, string] | undefined; readonly limit: number },
): Promise<SetRow[]> {
  const beyond = after === undefined ? sql`true` : sql`(s.name, s.id) > (${after[0]}::text, ${after[1]}::text)`;
  const { rows } = await sql<SetRow>`
    select ${columns} from quorum_sets s
    where ${beyond} and (${instanceId}::text is null or exists (
      select from quorum_set_members m where m.set_id = s.id and m.instance_id = ${instanceId}::text
    ))
    order by s.name, s.id limit ${limit}::integer`.execute(db);
  return rows;
}

export async function selectSet(db: Db, id: string): Promise<SetRow | undefined> {
  const { rows } = await sql<SetRow>`select ${columns} from quorum_sets s where s.id = ${id}::text`.execute(db);
  return rows[0];
}

/**
 * The sets of an instance, locked by ascending id: of two members that ask at once, the second sees what the first got.
 */
export async function lockSetsOf(tx: Transaction, instanceId: string): Promise<SetRow[]> {
  const { rows } = await sql<SetRow>`
    select ${columns} from quorum_sets s
    where s.id in (select set_id from quorum_set_members where instance_id = ${instanceId}::text)
    order by s.id for update`.execute(tx);
  return rows;
}

export async function lockSet(tx: Transaction, id: string): Promise<SetRow | undefined> {
  const { rows } = await sql<SetRow>`
    select ${columns} from quorum_sets s where s.id = ${id}::text for update`.execute(tx);
  return rows[0];
}

/** Whether an instance needs a lease to reboot. */
export async function isInAnySet(db: Db, instanceId: string): Promise<boolean> {
  const { rows } = await sql<{ member: boolean }>`
    select exists (select from quorum_set_members where instance_id = ${instanceId}::text) as member`.execute(db);
  return rows[0]?.member ?? false;
}
