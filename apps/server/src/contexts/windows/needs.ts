import type { Targets } from '@rustine/contract';
import type { Db, Transaction } from '../../db/connect.ts';

export interface WindowsNeeds {
  readonly fleet: {
    /**
     * Which instances each of many targets names at this moment, by the key of the targets: of all instances, or of
     * those asked for. What is not there any more names nothing.
     */
    coveredBy(
      reader: Db,
      targetsByKey: ReadonlyMap<string, Targets>,
      instanceIds: readonly string[] | 'ALL',
    ): Promise<ReadonlyMap<string, readonly string[]>>;
    /** @throws CodedError NOT_FOUND that names the place of an instance, group or compartment that there is not. */
    instancesForTargets(targets: Targets, place?: string): Promise<readonly { readonly id: string }[]>;
  };
  readonly jobs: {
    /** Names of the jobs that require the window, by name; asked while the window is locked. */
    jobsThatRequire(tx: Transaction, windowId: string): Promise<readonly string[]>;
  };
}
