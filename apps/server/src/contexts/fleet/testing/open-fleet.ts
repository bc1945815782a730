import { createTestDatabase, type TestDatabase } from '@rustine/testkit';
import type { Principal } from '../../../http/principal.ts';
import { createFleet, type Fleet, type FleetNeeds } from '../index.ts';
import { noNeighbours } from './no-neighbours.ts';

const principal: Principal = { accessTokenId: 'tok', name: 'admin', role: 'ADMIN', method: 'TOKEN' };

/** What a test says of a request: the rest is the same for all. */
interface Asked {
  readonly params?: object;
  readonly query?: object;
  readonly body?: object;
}

export interface OpenFleet {
  readonly database: TestDatabase;
  readonly fleet: Fleet;
  /** Calls a handler as the HTTP edge would after validation. */
  ask<Id extends keyof Fleet['handlers']>(id: Id, asked?: Asked): ReturnType<Fleet['handlers'][Id]>;
}

/** The fleet context on a database of its own. */
export async function openFleet({
  needs = noNeighbours,
  clock = () => new Date(),
}: OpenOptions = {}): Promise<OpenFleet> {
  const database = await createTestDatabase();
  const fleet = createFleet({ db: database.db, clock, serverId: 'rustine-test', commandKeys: [], needs });
  return {
    database,
    fleet,
    ask: (id, asked = {}) => {
      const handle = fleet.handlers[id] as (input: unknown) => never;
      return handle({ params: undefined, query: { limit: 100 }, body: undefined, ...asked, principal, requestId: 'r' });
    },
  };
}

interface OpenOptions {
  readonly needs?: FleetNeeds;
  readonly clock?: () => Date;
}
