import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../../../db/connect.ts';

export type InstanceIds = readonly string[] | 'ALL';

export interface ScopedInstance {
  readonly id: string;
  readonly displayName: string;
  readonly compartmentId: string;
  readonly osName: string;
  readonly lastCheckInAt: Date | null;
  /** When whoever powers it said that it is off. */
  readonly stoppedAt: Date | null;
  /** A run restarts it at this moment. */
  readonly rebooting: boolean;
  readonly rebootRequired: boolean | null;
}

/** The condition that a column with instance ids is in scope. */
export function isAmong(column: RawBuilder<unknown>, ids: InstanceIds): RawBuilder<boolean> {
  return ids === 'ALL' ? sql<boolean>`true` : sql<boolean>`${column} = any(${ids}::text[])`;
}

/** Instances in scope by name, without those that were removed; the tables of fleet and work are only read. */
export async function listScopedInstances(db: Db, ids: InstanceIds): Promise<ScopedInstance[]> {
  const { rows } = await sql<ScopedInstance>`
    select id, display_name as "displayName", compartment_id as "compartmentId", os_name as "osName",
      last_check_in_at as "lastCheckInAt", stopped_at as "stoppedAt", reboot_required as "rebootRequired",
      exists (select from invocations v where v.instance_id = i.id and v.state = 'REBOOTING') as rebooting
    from managed_instances i where retired_at is null and ${isAmong(sql`id`, ids)} order by display_name, id`.execute(
    db,
  );
  return rows;
}
