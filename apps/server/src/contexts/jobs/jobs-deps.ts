import type { Log } from '../../db/log.ts';
import type { Db } from '../../db/connect.ts';
import type { JobsNeeds } from './needs.ts';

export interface JobsDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly log: Log;
  readonly publicUrl: () => string;
  readonly needs: JobsNeeds;
}

/** Who asks, for the audit. */
export interface Asker {
  readonly actor: string;
  readonly requestId: string;
}
