import { createTestDatabase, quietLog, type TestDatabase } from '@rustine/testkit';
import type { Principal } from '../../../http/principal.ts';
import { createFleet, type Fleet } from '../../fleet/index.ts';
import { noNeighbours } from '../../fleet/testing/no-neighbours.ts';
import { createWindows, type Windows } from '../index.ts';

const principal: Principal = { accessTokenId: 'tok', name: 'admin', role: 'ADMIN', method: 'TOKEN' };

/** What a test says of a request: the rest is the same for all. */
interface Asked {
  readonly params?: object;
  readonly query?: object;
  readonly body?: object;
}

export interface OpenWindows extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly fleet: Fleet;
  readonly windows: Windows;
  /** What the clock says; a test may set it. */
  now: Date;
  /** Jobs that require every window. */
  jobs: readonly string[];
  /** Calls a handler as the HTTP edge would after validation. */
  ask<Id extends keyof Windows['handlers']>(id: Id, asked?: Asked): ReturnType<Windows['handlers'][Id]>;
  askFleet<Id extends keyof Fleet['handlers']>(id: Id, asked?: Asked): ReturnType<Fleet['handlers'][Id]>;
}

/** The windows context beside a fleet, on a database of its own. */
export async function openWindows(now: Date): Promise<OpenWindows> {
  const database = await createTestDatabase();
  const { db } = database;
  const clock = () => house.now;
  const fleet = createFleet({ db, clock, serverId: 'rustine-test', commandKeys: [], needs: noNeighbours });
  const needs = { fleet, jobs: { jobsThatRequire: async () => house.jobs } };
  const windows = createWindows({ db, clock, log: quietLog, needs });
  const call = (handler: unknown, asked: Asked = {}): never =>
    (handler as (input: unknown) => never)({
      params: undefined,
      query: { limit: 100 },
      body: undefined,
      ...asked,
      principal,
      requestId: 'r',
    });
  const house: OpenWindows = {
    database,
    fleet,
    windows,
    now,
    jobs: [],
    ask: (id, asked) => call(windows.handlers[id], asked),
    askFleet: (id, asked) => call(fleet.handlers[id], asked),
    [Symbol.asyncDispose]: () => database.drop(),
  };
  return house;
}
