import type { UpdateType } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { isAmong, type InstanceIds } from './scoped-instances.ts';

export interface FleetFigures {
  readonly scanned: number;
  readonly missingSecurityUpdates: number;
  readonly distinctCves: number;
  readonly lastScanAt: Date | null;
}

/** Figures over all instances in scope: those scanned, those that miss security updates, the CVEs that these close. */
export async function fleetFigures(db: Db, ids: InstanceIds): Promise<FleetFigures> {
  const { rows } = await sql<FleetFigures>`
    select
      (select count(*) from instance_scans s where kind = 'available-updates' and ${isAmong(sql`s.instance_id`, ids)})
        as scanned,
      (select count(distinct u.instance_id) from available_updates u
        where update_type = 'SECURITY' and ${isAmong(sql`u.instance_id`, ids)}) as "missingSecurityUpdates",
      (select count(distinct cve) from security_updates u, unnest(u.cves) cve where ${isAmong(sql`u.instance_id`, ids)})
        as "distinctCves",
      (select max(captured_at) from instance_scans s
        where kind = 'available-updates' and ${isAmong(sql`s.instance_id`, ids)}) as "lastScanAt"`.execute(db);
  return rows[0]!;
}

export async function countUpdatesByType(db: Db, ids: InstanceIds): Promise<Partial<Record<UpdateType, number>>> {
  const { rows } = await sql<{ updateType: UpdateType; updates: number }>`
    select update_type as "updateType", count(*) as updates from available_updates u
    where ${isAmong(sql`u.instance_id`, ids)} group by update_type`.execute(db);
  return Object.fromEntries(rows.map((row) => [row.updateType, row.updates]));
}
