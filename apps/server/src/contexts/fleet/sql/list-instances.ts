import type { OsFamily } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { inScope, type Scope } from './in-scope.ts';

export interface InstanceRow {
  readonly id: string;
  readonly compartment_id: string;
  readonly display_name: string;
  readonly hostname: string;
  readonly os_family: OsFamily;
  readonly os_name: string;
  readonly os_version: string;
  readonly kernel_version: string;
  readonly architecture: string;
  readonly agent_version: string;
  readonly enrolled_at: Date;
  readonly last_check_in_at: Date | null;
  readonly booted_at: Date | null;
  readonly reboot_required: boolean | null;
}

const columns = sql`
  i.id, i.compartment_id, i.display_name, i.hostname, i.os_family, i.os_name, i.os_version, i.kernel_version,
  i.architecture, i.agent_version, i.enrolled_at, i.last_check_in_at, i.booted_at, i.reboot_required
`;

export interface InstanceListing {
  readonly scope: Scope;
  readonly search: string | undefined;
  /** Display name and id of the last instance of the page before. */
  readonly after: readonly [string, string] | undefined;
  readonly limit: number;
}

export async function listInstances(db: Db, listing: InstanceListing): Promise<InstanceRow[]> {
  const { scope, search, after, limit } = listing;
  const found =
    search === undefined
      ? sql`true`
      : sql`(position(lower(${search}) in lower(i.display_name || ' ' || i.hostname || ' ' || i.os_name || ' ' || i.id)) > 0)`;
  const beyond = after === undefined ? sql`true` : sql`(i.display_name, i.id) > (${after[0]}, ${after[1]})`;
  const { rows } = await sql<InstanceRow>`
    select ${columns} from managed_instances i
    where ${inScope(scope)} and ${found} and ${beyond}
    order by i.display_name, i.id
    limit ${limit}
  `.execute(db);
  return rows;
}

export async function getInstance(db: Db, id: string): Promise<InstanceRow | undefined> {
  const { rows } = await sql<InstanceRow>`select ${columns} from managed_instances i where i.id = ${id}`.execute(db);
  return rows[0];
}

export async function listIdsInScope(db: Db, scope: Scope): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select i.id from managed_instances i where ${inScope(scope)} order by i.id
  `.execute(db);
  return rows.map((row) => row.id);
}

export async function listInstancesForWork(
  db: Db,
  ids: readonly string[],
): Promise<{ id: string; displayName: string; compartmentId: string; osFamily: OsFamily }[]> {
  const { rows } = await sql<{ id: string; displayName: string; compartmentId: string; osFamily: OsFamily }>`
    select id, display_name as "displayName", compartment_id as "compartmentId", os_family as "osFamily"
    from managed_instances where id = any(${ids}::text[])
  `.execute(db);
  return rows;
}
