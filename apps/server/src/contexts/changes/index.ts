import type { PackageChange, PackageChangeOperationId } from '@rustine/contract';
import type { Logger } from 'pino';
import type { Db } from '../../db/connect.ts';
import type { HandlersOf } from '../../http/operation.ts';
import { listChangePage } from './list-change-page.ts';
import type { ChangesNeeds } from './needs.ts';
import { noteChanges } from './note-changes.ts';
import { sweepChanges } from './sweep-changes.ts';

export type { ChangesNeeds } from './needs.ts';
export { CHANGES_KEPT_DAYS } from './sweep-changes.ts';

export interface Changes {
  readonly handlers: HandlersOf<PackageChangeOperationId>;
  /** Keeps what an agent told of its packages; telling it again changes nothing. */
  readonly noteChanges: (instanceId: string, changes: readonly PackageChange[]) => Promise<void>;
  /** Removes what is too old; safe to run at any time, and by several replicas. */
  readonly sweep: () => Promise<void>;
}

/** What package managers did on the instances, and whether a window was open. */
export function createChanges(deps: { db: Db; log: Logger; needs: ChangesNeeds }): Changes {
  return {
    handlers: { listPackageChanges: ({ query }) => listChangePage(deps, query) },
    noteChanges: (instanceId, changes) => noteChanges(deps, instanceId, changes),
    sweep: () => sweepChanges(deps.db),
  };
}
