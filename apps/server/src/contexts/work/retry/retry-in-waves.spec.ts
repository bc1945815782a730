import type { RetryWorkRequest } from '@rustine/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openFor } from '../testing/hold-windows.ts';
import { endOneByOne, idsIn, retryWaves, type Waves } from '../testing/retry-waves.ts';
import { canary, planOf, rest, runInWaves } from '../testing/run-in-waves.ts';
import { watchRun } from '../testing/run-on.ts';
import { createTestBed, scanDocument, type TestBed } from '../testing/test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(() => bed.windows.places.clear());

const retry = (run: Waves, body?: Partial<RetryWorkRequest>) => retryWaves(bed, run, body);
const healthCheck = { documentName: scanDocument.name, parameters: {} };

/** The health check of the first wave ends so; returns whom it asked. */
async function endCheck(run: Waves, state: 'SUCCEEDED' | 'FAILED'): Promise<string[]> {
  const workRequestId = (await run.detail()).waves[0]!.healthCheckWorkRequestId!;
  const check = watchRun(bed, { workRequestId, instanceIds: run.instanceIds });
  const all = await check.standing();
  for (const _ of all) {
    for (const each of await check.released()) {
      if (each.state !== 'PENDING') continue;
      await check.accept(each);
      await check.finish(each, state);
    }
    await check.dispatch();
  }
  await run.dispatch();
  return all.map(({ instanceId }) => instanceId).toSorted();
}

describe('a retry of a run that ended', () => {
  it('goes in the waves of then, each with its instances, and a retry of the retry does too', async () => {
    const two = { name: 'two', members: { kind: 'count', count: 2 }, maxErrors: '1' } as const;
    const run = await runInWaves(bed, { count: 5, waves: planOf([{ ...canary, successPercent: 0 }, two]) });
    await run.end('canary', 'FAILED');
    await run.end('two', 'FAILED');
    bed.passTime(72 * 3_600);
    await run.dispatch();
    const [first, second] = [await idsIn(run, 'canary'), await idsIn(run, 'two')];
    const again = await retry(run);
    expect([await idsIn(again, 'canary'), await idsIn(again, 'two'), await idsIn(again, 'rest')]).toEqual([
      first,
      second,
      [],
    ]);
    expect((await again.inWave('two'))[0]).toMatchObject({
      released: false,
      reason: 'Waiting for its wave, two, which comes after canary.',
    });
    await again.end('canary', 'SUCCEEDED');
    await endOneByOne(again, 'two', ['SUCCEEDED', 'FAILED']);
    expect(await again.waves()).toEqual({ canary: 'SUCCEEDED', two: 'FAILED', rest: 'SKIPPED' });
    const third = await retry(again);
    expect((await third.detail()).waves).toMatchObject([
      { state: 'SUCCEEDED', size: 0, succeededBefore: 1, reason: expect.stringContaining(again.workRequestId) },
      { state: 'RUNNING', size: 1, succeededBefore: 1 },
      { state: 'WAITING', size: 0, succeededBefore: 0 },
    ]);
    await third.end('two', 'SUCCEEDED');
    expect(await third.workRequest()).toMatchObject({ state: 'SUCCEEDED', counts: { SUCCEEDED: 1 } });
    expect(await run.workRequest()).toMatchObject({ state: 'FAILED', counts: { FAILED: 3, CANCELED: 2 } });
  });

  it('goes without waves when that is asked for', async () => {
    const run = await runInWaves(bed, { count: 2, waves: planOf([canary]) });
    await run.end('canary', 'FAILED');
    await bed.cancel(run.workRequestId);
    const again = await retry(run, { waves: 'NONE', states: ['FAILED', 'CANCELED'] });
    expect((await again.detail()).waves).toEqual([]);
    expect((await again.standing()).map(({ reason }) => reason)).not.toContainEqual(expect.stringContaining('wave'));
  });

  it('names the states that would be left to retry', async () => {
    const run = await runInWaves(bed, { count: 3, waves: planOf([canary]) });
    await bed.cancel(run.workRequestId);
    await expect(retry(run)).rejects.toMatchObject({
      code: 'CONFLICT',
      message:
        'No instance of the work request ended FAILED or TIMED_OUT or SKIPPED: nothing to retry. 3 are CANCELED: name that state too.',
    });
  });

  it('counts for the percent of a wave those that succeeded before', async () => {
    const plan = planOf([{ name: 'half', members: { kind: 'count', count: 4 }, successPercent: 75 }]);
    const run = await runInWaves(bed, { count: 5, waves: plan });
    await endOneByOne(run, 'half', ['SUCCEEDED', 'SUCCEEDED', 'FAILED', 'FAILED']);
    expect(await run.workRequest()).toMatchObject({ halted: { wave: 'half' } });
    await bed.cancel(run.workRequestId);
    const again = await retry(run, { states: ['FAILED', 'CANCELED'] });
    expect(await bed.log(again.workRequestId)).toContain(
      'INFO Wave half begins, with 2 instances; 2 more succeeded before.',
    );
    await endOneByOne(again, 'half', ['SUCCEEDED', 'FAILED']);
    expect(await again.waves()).toEqual({ half: 'SUCCEEDED', rest: 'RUNNING' });
  });

  it('lets none of a later wave begin past one that failed and is not retried', async () => {
    const run = await runInWaves(bed, { count: 3, waves: planOf([canary]) });
    await run.end('canary', 'FAILED');
    await bed.cancel(run.workRequestId);
    const again = await retry(run, { states: ['CANCELED'] });
    expect(await again.released()).toEqual([]);
    expect(await again.workRequest()).toMatchObject({
      halted: { wave: 'canary', reason: '0 of 1 succeeded, and it needs 100 %.' },
    });
    await bed.resume(again.workRequestId);
    await again.dispatch();
    await again.end('rest', 'SUCCEEDED');
    expect(await again.workRequest()).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('passes a failed wave that a person passed, when nobody of it is retried', async () => {
    const run = await runInWaves(bed, { count: 3, waves: planOf([canary]), maxConcurrency: '1' });
    await run.end('canary', 'FAILED');
    await bed.resume(run.workRequestId);
    await run.dispatch();
    await endOneByOne(run, 'rest', ['FAILED']);
    await bed.cancel(run.workRequestId).catch(() => {});
    const again = await retry(run, { states: ['CANCELED'] });
    expect(await again.waves()).toEqual({ canary: 'FAILED', rest: 'RUNNING' });
    expect((await again.detail()).waves[0]?.reason).toContain('where a person had it go on');
  });

  it('has a wave bake and be checked again whose health check failed, on all that succeeded', async () => {
    const two = { name: 'two', members: { kind: 'count', count: 2 }, bakeMinutes: 5, healthCheck } as const;
    const run = await runInWaves(bed, { count: 3, waves: planOf([two, rest]) });
    await run.end('two', 'SUCCEEDED');
    bed.passTime(300);
    await run.dispatch();
    await endCheck(run, 'FAILED');
    expect(await run.workRequest()).toMatchObject({ halted: { wave: 'two' } });
    await bed.cancel(run.workRequestId);
    const again = await retry(run, { states: ['CANCELED'] });
    expect(await again.waves()).toEqual({ two: 'BAKING', rest: 'WAITING' });
    bed.passTime(300);
    await again.dispatch();
    expect(await endCheck(again, 'SUCCEEDED')).toEqual((await idsIn(run, 'two')).toSorted());
    expect(await again.waves()).toEqual({ two: 'SUCCEEDED', rest: 'RUNNING' });
    await again.end('rest', 'SUCCEEDED');
    expect(await again.workRequest()).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('checks what ran in a window that is over in the one that is open now', async () => {
    const open = (ids: readonly string[], times: { start: number; close: number }) =>
      ids.forEach((id) => bed.windows.places.set(id, openFor(bed, times)));
    const run = await runInWaves(bed, {
      count: 2,
      waves: planOf([{ ...canary, healthCheck }, rest]),
      window: { atEnd: 'FINISH' },
      prepare: (ids) => open(ids, { start: 600, close: 900 }),
    });
    await run.end('canary', 'SUCCEEDED');
    await endCheck(run, 'FAILED');
    await bed.cancel(run.workRequestId);
    bed.passTime(86_400);
    open(run.instanceIds, { start: 600, close: 900 });
    const again = await retry(run, { states: ['CANCELED'] });
    await again.dispatch();
    expect(await endCheck(again, 'SUCCEEDED')).toEqual(await idsIn(run, 'canary'));
    expect(await again.waves()).toEqual({ canary: 'SUCCEEDED', rest: 'RUNNING' });
  });
});
