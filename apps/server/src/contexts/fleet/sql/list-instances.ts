import type { AutomaticUpdates, InstanceStatus, Labels, OsFamily } from '@rustine/contract';
import { readLabelSelector } from '@rustine/domain';
import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { hasStatus, isRebooting } from './has-status.ts';
import { inScope, type Scope } from './in-scope.ts';
import type { TargetInstance } from './list-targets.ts';

export interface InstanceRow {
  readonly id: string;
  readonly compartment_id: string;
  readonly display_name: string;
  readonly labels: Labels;
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
  /** When whoever powers it said that it is off. */
  readonly stopped_at: Date | null;
  readonly reboot_required: boolean | null;
  readonly automatic_updates: AutomaticUpdates | null;
  /** A run restarts it at this moment. */
  readonly rebooting: boolean;
}

const columns = sql`
  i.id, i.compartment_id, i.display_name, i.labels, i.hostname, i.os_family, i.os_name, i.os_version, i.kernel_version,
  i.architecture, i.agent_version, i.enrolled_at, i.last_check_in_at, i.booted_at, i.stopped_at, i.reboot_required,
  i.automatic_updates,
  ${isRebooting} as rebooting
`;

export interface InstanceListing {
  readonly scope: Scope;
  readonly search?: string | undefined;
  /** Each as `key=value`, or `key` for any value; all must match. */
  readonly labels?: readonly string[] | undefined;
  readonly osFamily?: OsFamily | undefined;
  readonly status?: { readonly is: InstanceStatus; readonly now: Date } | undefined;
  /** Display name and id of the last instance of the page before. */
  readonly after: readonly [string, string] | undefined;
  readonly limit: number;
}

export async function listInstances(db: Db, listing: InstanceListing): Promise<InstanceRow[]> {
  const { scope, search, labels = [], osFamily, status, after, limit } = listing;
  const found =
    search === undefined
      ? sql`true`
      : sql`(position(lower(${search}) in lower(i.display_name || ' ' || i.hostname || ' ' || i.os_name || ' ' || i.id)) > 0)`;
  const labelled = labels.length === 0 ? sql`true` : sql.join(labels.map(hasLabel), sql` and `);
  const family = osFamily === undefined ? sql`true` : sql`i.os_family = ${osFamily}::text`;
  const inState = status === undefined ? sql`true` : hasStatus(status.is, status.now);
  const beyond = after === undefined ? sql`true` : sql`(i.display_name, i.id) > (${after[0]}, ${after[1]})`;
  const { rows } = await sql<InstanceRow>`
    select ${columns} from managed_instances i
    where ${inScope(scope)} and ${found} and ${labelled} and ${family} and ${inState} and ${beyond}
    order by i.display_name, i.id
    limit ${limit}
  `.execute(db);
  return rows;
}

function hasLabel(selector: string): RawBuilder<boolean> {
  const { key, value } = readLabelSelector(selector);
  if (value === undefined) return sql<boolean>`i.labels ? ${key}::text`;
  return sql<boolean>`i.labels @> ${JSON.stringify({ [key]: value })}::jsonb`;
}

/** One that was removed is not there. */
export async function getInstance(db: Db, id: string): Promise<InstanceRow | undefined> {
  const { rows } =
    await sql<InstanceRow>`select ${columns} from managed_instances i where i.id = ${id} and i.retired_at is null`.execute(
      db,
    );
  return rows[0];
}

export async function listIdsInScope(db: Db, scope: Scope): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select i.id from managed_instances i where ${inScope(scope)} order by i.id
  `.execute(db);
  return rows.map((row) => row.id);
}

export async function listInstancesForWork(db: Db, ids: readonly string[]): Promise<TargetInstance[]> {
  const { rows } = await sql<TargetInstance>`
    select id, display_name as "displayName", compartment_id as "compartmentId", os_family as "osFamily", labels
    from managed_instances where id = any(${ids}::text[]) and retired_at is null
  `.execute(db);
  return rows;
}
