import type { Db } from '../../../db/connect.ts';
import type { Log } from '../../../db/log.ts';
import type { PowerNeeds } from '../needs.ts';
import type { OpenProvider } from '../providers/open-provider.ts';

export interface SessionDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly log: Log;
  readonly needs: PowerNeeds;
  readonly openProvider: OpenProvider;
  /** Milliseconds between two looks at a machine that comes up or goes down. */
  readonly pollMs: number;
}
