import { createHistoryWriter, createLakeReader, type HistoryWriter } from '@rustine/lake';
import pino from 'pino';
import { connect, type DatabaseAddress } from '../../../db/connect.ts';
import { createWork, loadSigningKey } from '../../work/index.ts';
import { CLEAN_TASK } from '../clean/wake-cleaning.ts';
import { createHistory } from '../index.ts';

/** A server's clean-up in a process of its own that stops dead at one moment, so that a test can kill it there. */
const [lakeRoot = '', addressText = '', moment = '', now = ''] = process.argv.slice(2);

async function stopAt(here: string): Promise<void> {
  if (here !== moment) return;
  process.stdout.write('reached\n');
  await new Promise<never>(() => setInterval(() => undefined, 60_000));
}

const nobody = async (): Promise<never> => Promise.reject(new Error('nobody is asked for this here'));
const log = pino({ level: 'silent' });
const clock = () => new Date(now);
const address = JSON.parse(addressText) as DatabaseAddress;
const nobodyAtAll = () => {
  throw new Error('nobody is asked here');
};
const { db } = connect(address, { log });
const work = createWork({
  db,
  address,
  log,
  clock,
  signingKey: await loadSigningKey(`${lakeRoot}-keys/command-signing.jwk`),
  serverId: 'srv-test',
  needs: {
    fleet: { findInstances: nobody, instancesForTargets: nobody, noteSeen: nobody, noteRebootRequired: nobody },
    documents: { getVersion: nobody, selectVersion: nobody },
    parameters: { resolveRun: nobody },
    reports: { reportSummary: nobody, newUpdatesOf: nobodyAtAll },
    windows: { requireWindows: nobody, placesFor: nobody, freezesOn: nobody, nextFreezeStart: nobody },
    power: { askToWake: nobody, askToRestore: nobody, settlesBy: nobody },
    quorum: { needsLease: nobody },
  },
});

const stopping = (real: HistoryWriter): HistoryWriter => ({
  async write(part, rows) {
    if (part.table === 'work-requests') await stopAt('before the lake');
    if (part.table === 'invocation-steps') await stopAt('between two parts');
    return real.write(part, rows);
  },
  close: () => real.close(),
});

const history = createHistory({
  db,
  log,
  clock,
  days: 14,
  needs: {
    live: { ...work.handlers, getStepOutput: nobody },
    work: {
      lockEnded: (tx, ids) => work.lockEnded(tx, ids),
      async removeWorkRequests(tx, ids) {
        await stopAt('after the lake');
        await work.removeWorkRequests(tx, ids);
        await stopAt('before the commit');
      },
    },
    reports: { releaseOutputs: async () => undefined },
    lake: {
      openWriter: async () => stopping(await createHistoryWriter({ lakeRoot })),
      reader: await createLakeReader({ lakeRoot }),
    },
  },
});
const task = history.tasks[CLEAN_TASK] as unknown as (payload: object, helpers: object) => Promise<void>;
await task({}, {});
process.stdout.write('ended\n');
process.exit();
