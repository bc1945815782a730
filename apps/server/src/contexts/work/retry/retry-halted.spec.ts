import type { RetryWorkRequest } from '@rustine/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freezeNow } from '../testing/hold-windows.ts';
import { retryWaves, unhappy, type Waves } from '../testing/retry-waves.ts';
import { canary, planOf, runInWaves } from '../testing/run-in-waves.ts';
import { createTestBed, type TestBed } from '../testing/test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(() => bed.windows.freezes.clear());

const retry = (run: Waves, body?: Partial<RetryWorkRequest>) => retryWaves(bed, run, body);

describe('a retry of a halted run', () => {
  it('runs what failed again, then what waited, and ends the halted one, which says so', async () => {
    const run = await runInWaves(bed, { count: 3, waves: planOf([canary]) });
    await run.end('canary', 'FAILED');
    const again = await retry(run);
    expect(await run.workRequest()).toMatchObject({
      state: 'FAILED',
      halted: null,
      counts: { FAILED: 1, CANCELED: 2 },
    });
    expect((await run.inWave('rest'))[0]).toMatchObject({
      reason: `Not started here, but in ${again.workRequestId}: grace had what failed run again first.`,
    });
    expect(await again.workRequest()).toMatchObject({ retryOf: run.workRequestId, counts: { PENDING: 3 } });
    await again.end('canary', 'SUCCEEDED');
    await again.end('rest', 'SUCCEEDED');
    expect(await again.workRequest()).toMatchObject({ state: 'SUCCEEDED', counts: { SUCCEEDED: 3 } });
  });

  it('is made once, whoever asks at the same time, and never besides a resume', async () => {
    const run = await runInWaves(bed, { count: 3, waves: planOf([canary]) });
    await run.end('canary', 'FAILED');
    const replica = bed.newReplica();
    const ask = (work = bed.work) =>
      work.handlers.retryWorkRequest({
        params: { workRequestId: run.workRequestId },
        body: { states: unhappy, waves: 'KEEP' },
        principal: { name: 'grace' },
      } as never);
    const asked = await Promise.allSettled([ask(), ask(replica), bed.resume(run.workRequestId)]);
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = asked.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    expect(refused).toMatchObject([{ code: 'CONFLICT' }, { code: 'CONFLICT' }]);
    const { rows } = await sql<{ open: number }>`
      select count(*)::integer as open from invocations
      where deadline_at is not null and instance_id = any(${[...run.instanceIds]}::text[])`.execute(bed.db);
    expect(rows[0]!.open).toBe(asked[2].status === 'fulfilled' ? 2 : 3);
  });

  it('is answered alike when it is asked for again by the same key', async () => {
    const run = await runInWaves(bed, { count: 2, waves: planOf([canary]) });
    await run.end('canary', 'FAILED');
    const first = await retry(run, { idempotencyKey: 'again' });
    expect((await retry(run, { idempotencyKey: 'again' })).workRequestId).toBe(first.workRequestId);
  });

  it('leaves it halted when nothing may start, or when it is to go without its waves', async () => {
    const run = await runInWaves(bed, { count: 2, waves: planOf([canary]) });
    await run.end('canary', 'FAILED');
    run.instanceIds.forEach((id) => bed.windows.freezes.set(id, freezeNow(bed)));
    await expect(retry(run)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(
        'No instance may start now, so nothing was changed. Not started, because the freeze',
      ),
    });
    await expect(retry(run, { waves: 'NONE' })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await run.workRequest()).toMatchObject({ state: 'IN_PROGRESS', halted: { wave: 'canary' } });
    const { rows } = await sql`select from work_requests where retry_of = ${run.workRequestId}::text`.execute(bed.db);
    expect(rows).toEqual([]);
  });

  it('is refused while it is not halted', async () => {
    const run = await runInWaves(bed, { count: 2, waves: planOf([canary]) });
    await expect(retry(run)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('wait for its end'),
    });
  });
});
