import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { DatabaseAddress } from '../../../apps/server/src/db/connect.ts';
import { startEmbeddedPostgres } from '../../../apps/server/src/db/embedded/start-embedded-postgres.ts';
import { prepareDatabase } from '../../../apps/server/src/db/prepare-database.ts';
import { makeClusterDirectory } from './cluster-directory.ts';
import { quietLog } from './quiet-log.ts';

/** The migrated database that every test's own is copied from; nobody may be connected to it meanwhile. */
export const TEMPLATE_DATABASE = 'rustine_template';

/** A test's data may be lost in a power cut, so nothing waits for a disk. */
const FAST_SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '64MB' };

export interface TestCluster {
  readonly address: DatabaseAddress;
  stop(): Promise<void>;
}

/** Starts a cluster with a template database that has all migrations; `stop` removes every trace of it. */
export async function startTestCluster(): Promise<TestCluster> {
  const directory = await makeClusterDirectory();
  const postgres = await startEmbeddedPostgres({
    dataDir: join(directory, 'data'),
    log: quietLog,
    settings: FAST_SETTINGS,
  });
  const stop = async () => {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const client = new pg.Client(postgres.poolConfig);
    await client.connect();
    await client.query(`create database ${TEMPLATE_DATABASE}`);
    await client.end();
    await prepareDatabase({ ...postgres.poolConfig, database: TEMPLATE_DATABASE }, { log: quietLog });
  } catch (error) {
    await stop();
    throw error;
  }
  return { address: postgres.poolConfig, stop };
}
