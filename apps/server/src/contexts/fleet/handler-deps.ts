import type { Db } from '../../db/connect.ts';
import type { FleetNeeds } from './needs.ts';

/** What handlers of the fleet work with. */
export interface HandlerDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly needs: FleetNeeds;
}
