/**
 * Compares what the migrations come to with the committed `apps/server/migrations/catalogue.json`; with `--update`
 * writes that file anew. Run it after adding a migration.
 */
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { connect } from '../../apps/server/src/db/connect.ts';
import {
  type Catalogue,
  readCatalogue,
  readCommittedCatalogue,
  writeCommittedCatalogue,
} from '../../apps/server/src/db/read-catalogue.ts';
import { quietLog } from '../../packages/testkit/src/quiet-log.ts';
import { startTestCluster, TEMPLATE_DATABASE } from '../../packages/testkit/src/start-test-cluster.ts';

const { values } = parseArgs({ options: { update: { type: 'boolean', default: false } } });
const fresh = await readFreshCatalogue();
if (values.update) {
  await writeCommittedCatalogue(fresh);
} else if (!isDeepStrictEqual(fresh, await readCommittedCatalogue())) {
  process.stderr.write('the migrations and apps/server/migrations/catalogue.json differ: run this with --update\n');
  process.exitCode = 1;
}

async function readFreshCatalogue(): Promise<Catalogue> {
  const cluster = await startTestCluster();
  try {
    const { db, close } = connect({ ...cluster.address, database: TEMPLATE_DATABASE }, { log: quietLog });
    try {
      return await readCatalogue(db);
    } finally {
      await close();
    }
  } finally {
    await cluster.stop();
  }
}
