import type { Db } from '../../db/connect.ts';

/** Compartment with its subtree if recursive, or group. */
interface AskedScope {
  readonly compartmentId?: string | undefined;
  readonly recursive?: boolean | undefined;
  readonly groupId?: string | undefined;
}

/** What changes asks of the others. */
export interface ChangesNeeds {
  readonly fleet: {
    /** `ALL` when nothing narrows it. @throws CodedError NOT_FOUND */
    readonly scopeIds: (db: Db, scope: AskedScope) => Promise<readonly string[] | 'ALL'>;
  };
  readonly windows: {
    /** Whether a maintenance window of the instance was open then; null when none covers it. */
    readonly wasOpen: (instanceId: string, at: Date) => Promise<boolean | null>;
  };
}
