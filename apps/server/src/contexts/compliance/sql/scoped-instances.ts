import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../../../db/connect.ts';

export type InstanceIds = readonly string[] | 'ALL';

export interface ScopedInstance {
  readonly id: string;
  readonly displayName: string;
  readonly compartmentId: string;
  readonly osName: string;
  readonly lastCheckInAt: Date | null;
  readonly rebootRequired: boolean | null;
}

/** The condition that a column with instance ids is in scope. */
export function isAmong(column: RawBuilder<unknown>, ids: InstanceIds): RawBuilder<boolean> {
  return ids === 'ALL' ? sql<boolean>`true` : sql<boolean>`${column} = any(${ids}::text[])`;
}

/** Instances in scope by name; the fleet's table is only read. */
export async function listScopedInstances(db: Db, ids: InstanceIds): Promise<ScopedInstance[]> {
  const { rows } = await sql<ScopedInstance>`
    select id, display_name as "displayName", compartment_id as "compartmentId", os_name as "osName",
      last_check_in_at as "lastCheckInAt", reboot_required as "rebootRequired"
    from managed_instances where ${isAmong(sql`id`, ids)} order by display_name, id`.execute(db);
  return rows;
}
