import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { createTestDatabase, quietLog } from '@rustine/testkit';
import { connect } from '../db/connect.ts';
import { makeScratch } from '../db/embedded/fixtures/scratch.ts';
import { startEmbeddedPostgres } from '../db/embedded/start-embedded-postgres.ts';
import { prepareDatabase } from '../db/prepare-database.ts';
import { withTransaction } from '../db/with-transaction.ts';
import { addJob, removeJob } from './add-job.ts';
import { startQueue } from './start-queue.ts';

// Real processes on a busy machine: the limit is there for a hang, not for speed.
vi.setConfig({ testTimeout: 180_000 });

const PATIENCE = { timeout: 120_000, interval: 25 };

test('a job exists only when the transaction that added it commits', async () => {
  await using database = await createTestDatabase();
  const ran: unknown[] = [];
  const rolledBack = withTransaction(database.db, async (tx) => {
    await addJob(tx, { task: 'note', payload: { from: 'rolled back' } });
    throw new Error('no');
  });
  await expect(rolledBack).rejects.toThrow('no');
  await withTransaction(database.db, (tx) => addJob(tx, { task: 'note', payload: { from: 'committed' } }));
  const tasks = { note: async (payload: unknown) => void ran.push(payload) };
  const queue = await startQueue({ address: database.address, tasks, replicaId: 'r', log: quietLog });
  await vi.waitFor(() => expect(ran).toEqual([{ from: 'committed' }]), PATIENCE);
  await queue.stop();
  const { rows } = await sql`select 1 from graphile_worker.jobs`.execute(database.db);
  expect(rows).toEqual([]);
});

test('a second job with the key of a waiting one replaces it, and removing the key removes it', async () => {
  await using database = await createTestDatabase();
  const runAt = new Date('2100-01-01T00:00:00Z');
  const jobs = async () =>
    (await sql<{ payload: unknown }>`select payload from graphile_worker._private_jobs`.execute(database.db)).rows;
  for (const n of [1, 2]) {
    await withTransaction(database.db, (tx) => addJob(tx, { task: 'later', payload: { n }, jobKey: 'one', runAt }));
  }
  expect(await jobs()).toEqual([{ payload: { n: 2 } }]);
  await withTransaction(database.db, (tx) => removeJob(tx, 'one'));
  expect(await jobs()).toEqual([]);
});

test('stopping lets a running job end', async () => {
  await using database = await createTestDatabase();
  await withTransaction(database.db, (tx) => addJob(tx, { task: 'slow', payload: {} }));
  const steps: string[] = [];
  let finish: () => void = () => undefined;
  const mayFinish = new Promise<void>((resolve) => (finish = resolve));
  const slow = async () => {
    steps.push('begun');
    await mayFinish;
    steps.push('ended');
  };
  const queue = await startQueue({ address: database.address, tasks: { slow }, replicaId: 'r', log: quietLog });
  await vi.waitFor(() => expect(steps).toEqual(['begun']), PATIENCE);
  const stopped = queue.stop().then(() => steps.push('stopped'));
  finish();
  await stopped;
  expect(steps).toEqual(['begun', 'ended', 'stopped']);
});

test(
  'kill -9 of PostgreSQL while jobs run: the queue goes on by itself and every job runs',
  { timeout: 120_000 },
  async () => {
    await using scratch = await makeScratch();
    const postgres = await startEmbeddedPostgres({ dataDir: join(scratch.path, 'data'), log: quietLog });
    const { db, close } = connect(postgres.poolConfig, { log: quietLog });
    try {
      await prepareDatabase(postgres.poolConfig, { log: quietLog });
      await sql`create table done (n integer primary key)`.execute(db);
      const done = async () => (await sql<{ n: number }>`select count(*) as n from done`.execute(db)).rows[0]?.n ?? 0;
      let began = 0;
      const tasks = {
        mark: async (payload: unknown) => {
          began += 1;
          if (began === 40) {
            const pid = postgres.pid();
            // kill(2) takes -1 for every process of the machine.
            if (pid === undefined) throw new Error('PostgreSQL does not run');
            process.kill(pid, 'SIGKILL');
          }
          await sql`insert into done values (${(payload as { n: number }).n}::int) on conflict do nothing`.execute(db);
        },
      };
      await withTransaction(db, async (tx) => {
        for (let n = 0; n < 80; n += 1) {
          await addJob(tx, { task: 'mark', payload: { n } });
        }
      });
      const timing = { pollIntervalMs: 100, heartbeatMs: 200 };
      const queue = await startQueue({ address: postgres.poolConfig, tasks, replicaId: 'r', log: quietLog, ...timing });
      await vi.waitFor(async () => expect(await done()).toBe(80), PATIENCE);
      await withTransaction(db, (tx) => addJob(tx, { task: 'mark', payload: { n: 1_000 } }));
      await vi.waitFor(async () => expect(await done()).toBe(81), PATIENCE);
      await queue.stop();
    } finally {
      await close();
      await postgres.stop();
    }
  },
);
