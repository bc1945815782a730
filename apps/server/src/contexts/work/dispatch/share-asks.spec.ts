import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { withTransaction } from '../../../db/with-transaction.ts';
import { lockWorkRequest } from '../sql/work-request-state.ts';
import { runOn } from '../testing/run-on.ts';
import { createTestBed, type TestBed } from '../testing/test-bed.ts';
import { createSharedAsks } from './share-asks.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());

const jobs = async (workRequestId: string): Promise<number> => {
  const key = `dispatch:${workRequestId}`;
  const { rowCount } = await bed.database.pool.query('select from graphile_worker.jobs where key = $1', [key]);
  return rowCount ?? 0;
};

it('asks that come while one is under way are served by one more', async () => {
  const { workRequestId } = await runOn(bed, { count: 3 });
  const askSoon = createSharedAsks(bed.db);
  let transactions = 0;
  const onAcquire = () => (transactions += 1);
  const { all, before } = await withTransaction(bed.db, async (holder) => {
    await lockWorkRequest(holder, workRequestId);
    const first = askSoon(workRequestId);
    await vi.waitFor(async () => expect(await bed.sessionsWaitingForLocks()).toBe(1), 20_000);
    bed.database.pool.on('acquire', onAcquire);
    const more = Array.from({ length: 50 }, () => askSoon(workRequestId));
    return { all: Promise.all([first, ...more]), before: transactions };
  });
  await all;
  bed.database.pool.off('acquire', onAcquire);
  expect(transactions - before).toBe(1);
  expect(await jobs(workRequestId)).toBe(1);
});

it('an answer that is told again asks again, should the first ask have been lost', async () => {
  const run = await runOn(bed, { count: 3 });
  const [first] = await run.released();
  await run.accept(first!);
  expect(await jobs(run.workRequestId)).toBe(1);
  await bed.database.pool.query('select graphile_worker.remove_job($1)', [`dispatch:${run.workRequestId}`]);
  expect(await jobs(run.workRequestId)).toBe(0);
  await run.accept(first!);
  expect(await jobs(run.workRequestId)).toBe(1);
});

it('an ask that fails fails for those that it served, and for nobody after them', async () => {
  const { workRequestId } = await runOn(bed, { count: 3 });
  const askSoon = createSharedAsks(bed.db);
  const connect = vi.spyOn(bed.database.pool, 'connect').mockRejectedValueOnce(new Error('the database is away'));
  await expect(askSoon(workRequestId)).rejects.toThrow('away');
  connect.mockRestore();
  await askSoon(workRequestId);
  expect(await jobs(workRequestId)).toBe(1);
});
