import type { CveState } from '@rustine/contract';
import type { Db } from '../../db/connect.ts';

/** Figures of an instance's newest scan; null where it was never scanned. */
export interface InstanceFigures {
  readonly lastScanAt: Date | null;
  readonly updatesAvailable: number | null;
  readonly securityUpdates: number | null;
  readonly cves: number | null;
  readonly cveState: CveState | null;
  readonly installedPackages: number | null;
}

/** What fleet asks of the others. */
export interface FleetNeeds {
  readonly compliance: {
    /** Every id asked for is in the map. */
    readonly figuresOf: (db: Db, instanceIds: readonly string[]) => Promise<Map<string, InstanceFigures>>;
  };
}
