import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';
import { inSubtree } from './in-subtree.ts';

export interface FreezeRow {
  readonly id: string;
  readonly compartmentId: string;
  readonly name: string;
  readonly reason: string;
  readonly enabled: boolean;
  readonly sourceKind: 'dates' | 'ical-url' | 'ical';
  readonly calendarUrl: string | null;
  readonly calendarTimezone: string | null;
  readonly readAt: Date | null;
  readonly readFault: string;
  readonly createdBy: string;
  readonly createdAt: Date;
}

const columns = sql`
  f.id, f.compartment_id as "compartmentId", f.name, f.reason, f.enabled, f.source_kind as "sourceKind",
  f.calendar_url as "calendarUrl", f.calendar_timezone as "calendarTimezone", f.read_at as "readAt", f.read_fault as "readFault", f.created_by as "createdBy",
  f.created_at as "createdAt"
`;

export interface FreezeListing {
  readonly compartmentId: string | undefined;
  readonly recursive: boolean;
  /** Only those that hold for this instance; undefined for all. */
  readonly instanceId: string | undefined;
  /** Name and id of the last freeze of the page before. */
  readonly after: readonly [string, string] | undefined;
  readonly limit: number;
}

/** Freezes by name. */
export async function listFreezes(db: Db, listing: FreezeListing): Promise<FreezeRow[]> {
  const { compartmentId, recursive, instanceId, after, limit } = listing;
  const within =
    compartmentId === undefined ? sql`true` : inSubtree(sql`f.compartment_id`, { of: compartmentId, recursive });
  const reaches =
    instanceId === undefined
      ? sql`true`
      : sql`f.compartment_id in (
          with recursive path as (
            select compartment_id as id from managed_instances where id = ${instanceId}::text
            union all
            select c.parent_id from compartments c join path p on c.id = p.id where c.parent_id is not null
          )
          select id from path
        )`;
  const beyond = after === undefined ? sql`true` : sql`(f.name, f.id) > (${after[0]}::text, ${after[1]}::text)`;
  const { rows } = await sql<FreezeRow>`
    select ${columns} from freezes f
    where ${within} and ${reaches} and ${beyond}
    order by f.name, f.id
    limit ${limit}::int
  `.execute(db);
  return rows;
}

export async function getFreeze(db: Db, id: string): Promise<FreezeRow | undefined> {
  const { rows } = await sql<FreezeRow>`select ${columns} from freezes f where f.id = ${id}::text`.execute(db);
  return rows[0];
}

/** Locked against every other change until the transaction ends. */
export async function lockFreeze(tx: Transaction, id: string): Promise<FreezeRow | undefined> {
  const { rows } = await sql<FreezeRow>`
    select ${columns} from freezes f where f.id = ${id}::text for update
  `.execute(tx);
  return rows[0];
}
