import { cveStateOf } from '@rustine/domain';
import type { CveState } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** Figures of an instance's newest scan; null where it was never scanned. */
export interface InstanceFigures {
  readonly lastScanAt: Date | null;
  readonly updatesAvailable: number | null;
  readonly securityUpdates: number | null;
  /** Distinct CVE ids over the missing security updates. */
  readonly cves: number | null;
  readonly cveState: CveState | null;
  readonly installedPackages: number | null;
}

interface FiguresRow {
  readonly id: string;
  readonly lastScanAt: Date | null;
  readonly updatesAvailable: number;
  readonly securityUpdates: number;
  readonly cves: number;
  readonly pending: number;
  readonly unknown: number;
  readonly installedPackages: number | null;
}

/** Figures of many instances in one statement; every id asked for is in the map. */
export async function figuresOf(db: Db, instanceIds: readonly string[]): Promise<Map<string, InstanceFigures>> {
  const { rows } = await sql<FiguresRow>`
    with asked as (select distinct unnest(${instanceIds}::text[]) as id),
    updates as (
      select instance_id, count(*) as total, count(*) filter (where update_type = 'SECURITY') as security
      from available_updates where instance_id = any(${instanceIds}::text[]) group by instance_id
    ), security as materialized (
      select instance_id, cves, cves_state from security_updates where instance_id = any(${instanceIds}::text[])
    ), knowledge as (
      select instance_id, count(*) filter (where cves_state = 'PENDING') as pending,
        count(*) filter (where cves_state = 'UNKNOWN') as unknown
      from security group by instance_id
    ), distinct_cves as (
      select instance_id, count(distinct cve) as cves from security, unnest(cves) as cve group by instance_id
    )
    select a.id, scan.captured_at as "lastScanAt", coalesce(u.total, 0) as "updatesAvailable",
      coalesce(u.security, 0) as "securityUpdates", coalesce(c.cves, 0) as cves, coalesce(k.pending, 0) as pending,
      coalesce(k.unknown, 0) as unknown, software.rows as "installedPackages"
    from asked a
    left join instance_scans scan on scan.instance_id = a.id and scan.kind = 'available-updates'
    left join instance_scans software on software.instance_id = a.id and software.kind = 'software-inventory'
    left join updates u on u.instance_id = a.id
    left join knowledge k on k.instance_id = a.id
    left join distinct_cves c on c.instance_id = a.id`.execute(db);
  return new Map(rows.map((row) => [row.id, toFigures(row)]));
}

function toFigures(row: FiguresRow): InstanceFigures {
  const { lastScanAt, installedPackages } = row;
  if (lastScanAt === null) {
    return { lastScanAt, updatesAvailable: null, securityUpdates: null, cves: null, cveState: null, installedPackages };
  }
  const { updatesAvailable, securityUpdates, cves } = row;
  return { lastScanAt, updatesAvailable, securityUpdates, cves, cveState: cveStateOf(row), installedPackages };
}
