import { createDirectoryStore, createIngester } from '@rustine/lake';
import pino from 'pino';
import { connect, type DatabaseAddress } from '../../../db/connect.ts';
import { createCompliance } from '../../compliance/index.ts';
import { createReports } from '../index.ts';

/** A server's ingest in a process of its own that stops dead at one moment, so that a test can kill it there. */
const [root = '', address = '', moment = ''] = process.argv.slice(2);

async function stopAt(here: string): Promise<void> {
  if (here !== moment) return;
  process.stdout.write('reached\n');
  await new Promise<never>(() => setInterval(() => undefined, 60_000));
}

const log = pino({ level: 'silent' });
const clock = () => new Date();
const { db } = connect(JSON.parse(address) as DatabaseAddress, { log });
const ingester = await createIngester({ lakeRoot: `${root}/lake` });
const store = await createDirectoryStore({
  root: `${root}/store`,
  publicUrl: 'http://rustine.invalid/objects',
  signingKey: new Uint8Array(32),
});
const nobody = async (): Promise<never> => Promise.reject(new Error('nobody is asked for this here'));
const compliance = createCompliance({
  db,
  clock,
  log,
  needs: { work: { startWork: nobody }, fleet: { scopeIds: nobody, statusOf: () => 'ONLINE' } },
});
const reports = createReports({
  db,
  store,
  clock,
  log,
  lake: {
    async ingestBatch(batch) {
      await stopAt('before the lake');
      const outcomes = await ingester.ingestBatch(batch);
      await stopAt('after the lake');
      return outcomes;
    },
  },
  needs: {
    work: { invocationOf: async () => null, settleInvocations: () => stopAt('before the commit') },
    fleet: { publicKeyOf: async () => null },
    compliance: {
      async applyReport(tx, report, chunks) {
        await compliance.applyReport(tx, report, chunks);
        await stopAt('between two reports');
      },
    },
  },
});
const task = reports.tasks['ingest-reports'] as unknown as (payload: unknown, helpers: object) => Promise<void>;
await task({}, {});
process.stdout.write('ended\n');
process.exit();
