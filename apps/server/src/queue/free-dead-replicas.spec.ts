import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { createTestDatabase, quietLog, type TestDatabase } from '@rustine/testkit';
import { withTransaction } from '../db/with-transaction.ts';
import { addJob } from './add-job.ts';
import { forkHolder, killHard } from './fixtures/fork-holder.ts';
import { startQueue } from './start-queue.ts';

// Real processes on a busy machine: the limit is there for a hang, not for speed.
vi.setConfig({ testTimeout: 180_000 });

const PATIENCE = { timeout: 120_000, interval: 25 };
const NEVER_MS = 3_600_000;

const addHoldJob = ({ db }: TestDatabase) => withTransaction(db, (tx) => addJob(tx, { task: 'hold', payload: {} }));

function startCounting(database: TestDatabase, replicaId: string, deadAfterMs: number) {
  const ran: number[] = [];
  const tasks = { hold: async () => void ran.push(1) };
  const timing = { heartbeatMs: 100, pollIntervalMs: 100, deadAfterMs };
  return startQueue({ address: database.address, replicaId, log: quietLog, tasks, ...timing }).then((queue) => ({
    queue,
    ran,
  }));
}

test('a job that a kill -9 cut off runs again as soon as the same server is back', async () => {
  await using database = await createTestDatabase();
  await addHoldJob(database);
  await killHard(await forkHolder(database.address, 'replica-a'));
  const { queue, ran } = await startCounting(database, 'replica-a', NEVER_MS);
  await vi.waitFor(() => expect(ran).toEqual([1]), PATIENCE);
  await queue.stop();
});

test('a job that another took the place of while it ran leaves nothing behind when it is killed', async () => {
  await using database = await createTestDatabase();
  const add = () =>
    withTransaction(database.db, (tx) => addJob(tx, { task: 'hold', payload: {}, jobKey: 'the one', maxAttempts: 5 }));
  await add();
  const holder = await forkHolder(database.address, 'replica-a');
  await add();
  await killHard(holder);
  const { queue, ran } = await startCounting(database, 'replica-a', NEVER_MS);
  await vi.waitFor(() => expect(ran.length).toBeGreaterThan(0), PATIENCE);
  await queue.stop();
  const { rows } = await sql`select from graphile_worker.jobs`.execute(database.db);
  expect({ ran, left: rows.length }).toEqual({ ran: [1], left: 0 });
});

test('a job of a server that stays dead is taken by another after the silence', async () => {
  await using database = await createTestDatabase();
  await addHoldJob(database);
  const holder = await forkHolder(database.address, 'replica-a');
  const { queue, ran } = await startCounting(database, 'replica-b', 1_000);
  await killHard(holder);
  await vi.waitFor(() => expect(ran).toEqual([1]), PATIENCE);
  await queue.stop();
  const { rows } = await sql`select 1 from replicas`.execute(database.db);
  expect(rows).toEqual([]);
});

test('a job of a living server is left to it, however long it takes', async () => {
  await using database = await createTestDatabase();
  await addHoldJob(database);
  const holder = await forkHolder(database.address, 'replica-a');
  const { queue, ran } = await startCounting(database, 'replica-b', 400);
  const aliveFor = async () => {
    const { rows } = await sql<{ ms: number }>`
      select extract(epoch from min(heartbeat_at) - max(started_at)) * 1000 as ms from replicas`.execute(database.db);
    return Number(rows[0]?.ms);
  };
  // Both have beaten for several times as long as silence would have been fatal.
  await vi.waitFor(async () => expect(await aliveFor()).toBeGreaterThan(2_000), PATIENCE);
  expect(ran).toEqual([]);
  await killHard(holder);
  await queue.stop();
});
