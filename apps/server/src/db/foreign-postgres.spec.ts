import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { quietLog } from '@rustine/testkit';
import { addJob } from '../queue/add-job.ts';
import { startQueue } from '../queue/start-queue.ts';
import { connect } from './connect.ts';
import { pickAccount, readAccounts } from './embedded/account.ts';
import { makeScratch } from './embedded/fixtures/scratch.ts';
import { runPostmaster } from './embedded/run-postmaster.ts';
import { runTool } from './embedded/run-tool.ts';
import { prepareDatabase } from './prepare-database.ts';
import { readCatalogue, readCommittedCatalogue } from './read-catalogue.ts';
import { withTransaction } from './with-transaction.ts';

// Real processes on a busy machine: the limit is there for a hang, not for speed.
vi.setConfig({ testTimeout: 180_000 });

/** Where Debian puts its versions. */
const DEBIAN = '/usr/lib/postgresql';
const installed = existsSync(DEBIAN)
  ? readdirSync(DEBIAN).filter((version) => Number(version) >= 15 && existsSync(join(DEBIAN, version, 'bin/postgres')))
  : [];
const account = pickAccount(
  { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 },
  undefined,
  readAccounts(),
);

test.runIf(installed.length > 0).each(installed)(
  "Debian's PostgreSQL %s serves by its URL: same catalogue, jobs run",
  async (version) => {
    await using scratch = await makeScratch();
    const home = join(scratch.path, 'home');
    await mkdir(home, { mode: 0o700 });
    await writeFile(join(scratch.path, 'password'), 'a pass/word?');
    for (const path of [home, join(scratch.path, 'password')]) {
      await chmod(path, 0o700);
      await chown(path, account.uid, account.gid);
    }
    const clusterDir = join(home, 'cluster');
    const initdb = [
      '-D',
      clusterDir,
      '-U',
      'owner',
      `--pwfile=${join(scratch.path, 'password')}`,
      '-A',
      'scram-sha-256',
      '--no-sync',
    ];
    expect(
      (await runTool(join(DEBIAN, version, 'bin/initdb'), initdb, { account, timeoutMs: 120_000 })).output,
    ).toContain('Success');
    const postmaster = await runPostmaster({
      nativeDir: join(DEBIAN, version),
      clusterDir,
      logFile: join(scratch.path, 'log'),
      account,
      settings: { listen_addresses: '', unix_socket_directories: home, fsync: 'off' },
    });
    try {
      const url = `postgresql://owner:${encodeURIComponent('a pass/word?')}@/postgres?host=${encodeURIComponent(home)}`;
      const address = { connectionString: url };
      await prepareDatabase(address, { log: quietLog });
      const { db, close } = connect(address, { log: quietLog });
      expect(await readCatalogue(db)).toEqual(await readCommittedCatalogue());
      const ran: unknown[] = [];
      const tasks = { note: async (payload: unknown) => void ran.push(payload) };
      const queue = await startQueue({ address, tasks, replicaId: 'r', log: quietLog });
      await withTransaction(db, (tx) => addJob(tx, { task: 'note', payload: { n: 1 } }));
      await vi.waitFor(() => expect(ran).toEqual([{ n: 1 }]), { timeout: 120_000 });
      await queue.stop();
      await close();
    } finally {
      postmaster.kill('SIGINT');
      await postmaster.ended;
    }
  },
);
