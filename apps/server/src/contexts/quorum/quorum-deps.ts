import type { Db } from '../../db/connect.ts';
import type { Log } from '../../db/log.ts';
import type { QuorumNeeds } from './needs.ts';

export interface QuorumDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly log: Log;
  readonly needs: QuorumNeeds;
}

/** Who asks, for the audit. */
export interface Asker {
  readonly actor: string;
  readonly requestId: string;
}
