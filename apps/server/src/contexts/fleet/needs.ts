import type { AutomaticUpdatesWish, CveState, PackageChange } from '@rustine/contract';
import type { Db, Transaction } from '../../db/connect.ts';

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
    /** Drops the current state of an instance that was removed; the lake keeps its history. */
    readonly forgetInstance: (tx: Transaction, instanceId: string) => Promise<void>;
  };
  readonly work: {
    /** Ends all that is open of an instance that will not answer any more. */
    readonly abandonInstance: (tx: Transaction, asked: { instanceId: string; by: string }) => Promise<void>;
    readonly closeLink: (instanceId: string) => void;
  };
  readonly changes: {
    /** Keeps what an agent told of its packages; telling it again changes nothing. */
    readonly noteChanges: (instanceId: string, changes: readonly PackageChange[]) => Promise<void>;
  };
  readonly windows: {
    /** What is to become now of the updates that the instance's system makes by itself. */
    readonly automaticUpdatesOf: (instanceId: string, at: Date) => Promise<AutomaticUpdatesWish>;
  };
}
