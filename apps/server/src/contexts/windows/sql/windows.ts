import type { AutomaticUpdatesPolicy, Schedule, Targets } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';
import { inSubtree } from './in-subtree.ts';

export interface WindowRow {
  readonly id: string;
  readonly compartmentId: string;
  readonly name: string;
  readonly description: string;
  readonly schedule: Schedule;
  readonly durationMinutes: number;
  readonly cutoffMinutes: number;
  readonly targets: Targets;
  readonly automaticUpdates: AutomaticUpdatesPolicy;
  readonly enabled: boolean;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const columns = sql`
  w.id, w.compartment_id as "compartmentId", w.name, w.description, w.schedule, w.duration_minutes as "durationMinutes",
  w.cutoff_minutes as "cutoffMinutes", w.targets, w.automatic_updates as "automaticUpdates", w.enabled,
  w.created_by as "createdBy", w.created_at as "createdAt", w.updated_at as "updatedAt"
`;

export interface WindowListing {
  readonly compartmentId: string | undefined;
  readonly recursive: boolean;
  /** Only these; undefined for all. */
  readonly ids: readonly string[] | undefined;
  /** Name and id of the last window of the page before. */
  readonly after: readonly [string, string] | undefined;
  readonly limit: number;
}

/** Windows by name. */
export async function listWindows(db: Db, listing: WindowListing): Promise<WindowRow[]> {
  const { compartmentId, recursive, ids, after, limit } = listing;
  const within =
    compartmentId === undefined ? sql`true` : inSubtree(sql`w.compartment_id`, { of: compartmentId, recursive });
  const wanted = ids === undefined ? sql`true` : sql`w.id = any(${[...ids]}::text[])`;
  const beyond = after === undefined ? sql`true` : sql`(w.name, w.id) > (${after[0]}::text, ${after[1]}::text)`;
  const { rows } = await sql<WindowRow>`
    select ${columns} from maintenance_windows w
    where ${within} and ${wanted} and ${beyond}
    order by w.name, w.id
    limit ${limit}::int
  `.execute(db);
  return rows;
}

/** The windows with these ids or all of them, disabled ones too; or those that are enabled. By id. */
export async function windowsForPlaces(db: Db, which: readonly string[] | 'ENABLED' | 'ALL'): Promise<WindowRow[]> {
  const wanted =
    which === 'ALL' ? sql`true` : which === 'ENABLED' ? sql`w.enabled` : sql`w.id = any(${[...which]}::text[])`;
  const { rows } = await sql<WindowRow>`
    select ${columns} from maintenance_windows w where ${wanted} order by w.id
  `.execute(db);
  return rows;
}

export async function getWindow(db: Db, id: string): Promise<WindowRow | undefined> {
  const { rows } = await sql<WindowRow>`
    select ${columns} from maintenance_windows w where w.id = ${id}::text
  `.execute(db);
  return rows[0];
}

/** Locked against every other change until the transaction ends. */
export async function lockWindow(tx: Transaction, id: string): Promise<WindowRow | undefined> {
  const { rows } = await sql<WindowRow>`
    select ${columns} from maintenance_windows w where w.id = ${id}::text for update
  `.execute(tx);
  return rows[0];
}
