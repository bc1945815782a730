import { createTestDatabase } from '@rustine/testkit';
import { sql } from 'kysely';
import { claimKeys, createParameters, makeKeyText, readKeyRing, type KeyRing } from '../index.ts';

const asking = { principal: { name: 'ada' }, requestId: 'req-1' };

/** The store over a database of its own, asked as the API asks it, by somebody named ada. */
export async function openStore() {
  const database = await createTestDatabase();
  const { db } = database;
  const keyText = makeKeyText();
  const at = (keys: KeyRing) => {
    const none = async () => null;
    const needs = { work: { runOf: none, innerDocument: none }, documents: { getVersion: none } };
    const { handlers } = createParameters({ db, clock: () => new Date('2026-03-01T12:00:00.000Z'), keys, needs });
    return {
      put: (body: object) => handlers.putParameter({ ...asking, body } as never),
      get: (query: object) => handlers.getParameter({ ...asking, query } as never),
      list: (query: object = {}) => handlers.listParameters({ ...asking, query: { limit: 100, ...query } } as never),
      delete: (name: string) => handlers.deleteParameter({ ...asking, query: { name } } as never),
      history: (name: string) => handlers.listParameterVersions({ ...asking, query: { name } } as never),
      label: (body: object) => handlers.labelParameterVersion({ ...asking, body } as never),
    };
  };
  const keys = readKeyRing(keyText, 'keys/parameters');
  await claimKeys(db, keys);
  return {
    db,
    keyText,
    /** The same store on a server with another key file. */
    at,
    ...at(keys),
    async audited(target: string) {
      const { rows } = await sql<{ actor: string; action: string; requestId: string; details: object }>`
        select actor, action, request_id as "requestId", details from audit_events where target = ${target}::text
        order by id`.execute(db);
      return rows;
    },
    [Symbol.asyncDispose]: () => database.drop(),
  };
}

export type TestStore = Awaited<ReturnType<typeof openStore>>;
