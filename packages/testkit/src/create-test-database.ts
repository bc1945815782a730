import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { inject } from 'vitest';
import { type Connection, connect, type DatabaseAddress } from '../../../apps/server/src/db/connect.ts';
import type { Log } from '../../../apps/server/src/db/log.ts';
import { quietLog } from './quiet-log.ts';
import { TEMPLATE_DATABASE } from './start-test-cluster.ts';

export interface TestDatabase extends AsyncDisposable, Pick<Connection, 'db' | 'pool'> {
  readonly name: string;
  /** For code under test that opens connections of its own; they are cut when the database is dropped. */
  readonly address: DatabaseAddress;
  readonly drop: () => Promise<void>;
}

/**
 * A database of the test's own, copied from the migrated template in some 50 ms. Write
 * `await using database = await createTestDatabase()`, or keep it for a file and `drop` it in `afterAll`.
 *
 * @param empty true for one without our tables.
 */
export async function createTestDatabase({
  empty = false,
  log = quietLog,
}: { empty?: boolean; log?: Log } = {}): Promise<TestDatabase> {
  const cluster = await askForCluster(inject('clusterSocket'));
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(cluster, `create database ${name} template ${empty ? 'template0' : TEMPLATE_DATABASE}`);
  const address = { ...cluster, database: name };
  const { db, pool, close } = connect(address, { log, name });
  const drop = async () => {
    await close();
    await administer(cluster, `drop database if exists ${name} with (force)`);
  };
  return { name, address, db, pool, drop, [Symbol.asyncDispose]: drop };
}

async function askForCluster(socketPath: string): Promise<DatabaseAddress> {
  const asked = request({ socketPath, path: '/', agent: false }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const body = await text(response);
  if (response.statusCode !== 200) {
    throw new Error(`the test cluster did not start: ${body}`);
  }
  return JSON.parse(body) as DatabaseAddress;
}

async function administer(cluster: DatabaseAddress, statement: string): Promise<void> {
  const client = new pg.Client(cluster);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
