import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openFor } from '../testing/hold-windows.ts';
import { canary, planOf, rest, runInWaves } from '../testing/run-in-waves.ts';
import { createTestBed, type TestBed } from '../testing/test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(() => bed.windows.places.clear());

describe('a wave that fails', () => {
  it('holds the later ones until a person resumes, who is named', async () => {
    const run = await runInWaves(bed, { count: 3, waves: planOf([canary]) });
    await run.end('canary', 'FAILED');
    const until = new Date(bed.clock().getTime() + 72 * 3_600_000).toISOString();
    expect(await run.workRequest()).toMatchObject({
      state: 'IN_PROGRESS',
      halted: { wave: 'canary', reason: '0 of 1 succeeded, and it needs 100 %.', until },
    });
    expect((await run.inWave('rest'))[0]).toMatchObject({
      state: 'PENDING',
      released: false,
      reason: expect.stringMatching(
        /^Held, because wave canary failed\. Resume, retry or cancel the work request; at /,
      ),
    });
    await Promise.all([run.dispatch(), run.dispatch(bed.newReplica())]);
    expect(await run.released()).toHaveLength(1);

    const asked = await Promise.allSettled([
      bed.resume(run.workRequestId, 'known fault'),
      bed.resume(run.workRequestId),
    ]);
    expect(asked.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await run.workRequest()).toMatchObject({ halted: null });
    await run.dispatch();
    expect(await run.waves()).toEqual({ canary: 'FAILED', rest: 'RUNNING' });
    await run.end('rest', 'SUCCEEDED');
    expect(await run.workRequest()).toMatchObject({ state: 'FAILED', counts: { FAILED: 1, SUCCEEDED: 2 } });
    const { rows } = await sql`
      select actor, action from audit_events where target = ${run.workRequestId}::text`.execute(bed.db);
    expect(rows).toEqual([{ actor: 'ada', action: 'resume work request' }]);
  });

  it('can be canceled', async () => {
    const run = await runInWaves(bed, { count: 3, waves: planOf([canary]) });
    await run.end('canary', 'FAILED');
    expect(await bed.cancel(run.workRequestId)).toMatchObject({ state: 'FAILED', halted: null });
    expect(await run.waves()).toEqual({ canary: 'FAILED', rest: 'SKIPPED' });
    await expect(bed.resume(run.workRequestId)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('ends by itself what is left when nobody decides', async () => {
    const run = await runInWaves(bed, { count: 3, waves: planOf([canary], { decideHours: 1 }) });
    await run.end('canary', 'FAILED');
    bed.passTime(3599);
    await run.dispatch();
    expect(await run.workRequest()).toMatchObject({ state: 'IN_PROGRESS' });
    bed.passTime(1);
    await sql`delete from graphile_worker._private_jobs`.execute(bed.db);
    const replica = bed.newReplica();
    await replica.start();
    await replica.stop();
    expect(await run.workRequest()).toMatchObject({
      state: 'FAILED',
      halted: null,
      counts: { FAILED: 1, CANCELED: 2 },
    });
    expect((await run.inWave('rest'))[0]).toMatchObject({ reason: expect.stringContaining('nobody resumed') });
  });

  it('waits for nobody when the windows let nothing of the later ones start any more', async () => {
    const run = await runInWaves(bed, {
      count: 2,
      waves: planOf([canary]),
      window: { atEnd: 'FINISH' },
      prepare: (ids) => ids.forEach((id) => bed.windows.places.set(id, openFor(bed, { start: 600, close: 900 }))),
    });
    await run.end('canary', 'FAILED');
    expect(await run.workRequest()).toMatchObject({ halted: { wave: 'canary' } });
    bed.passTime(600);
    await run.dispatch();
    expect(await run.workRequest()).toMatchObject({
      state: 'FAILED',
      halted: null,
      counts: { FAILED: 1, SKIPPED: 1 },
    });
  });

  it('holds nobody when it is the last', async () => {
    const run = await runInWaves(bed, { count: 2, waves: planOf([canary]) });
    await run.end('canary', 'SUCCEEDED');
    await run.end('rest', 'FAILED');
    expect(await run.workRequest()).toMatchObject({ state: 'FAILED', halted: null });
  });

  it('is one that proved nothing, because all of it were skipped', async () => {
    const labelled = { name: 'labelled', members: { kind: 'label', labels: { env: 'canary' } } } as const;
    const run = await runInWaves(bed, {
      count: 3,
      waves: planOf([labelled, rest]),
      window: { atEnd: 'FINISH' },
      prepare: async ([first, ...others]) => {
        await sql`update managed_instances set labels = '{"env":"canary"}' where id = ${first!}::text`.execute(bed.db);
        for (const id of others) bed.windows.places.set(id, openFor(bed, { start: 600, close: 900 }));
      },
    });
    expect(await run.workRequest()).toMatchObject({
      halted: {
        wave: 'labelled',
        reason: 'All of its instances were skipped, so it proved nothing for the later ones.',
      },
    });
    expect(await run.released()).toEqual([]);
  });

  it('is measured by its success percent, of those that were not skipped', async () => {
    const plan = planOf([{ name: 'half', members: { kind: 'count', count: 2 }, successPercent: 50 }]);
    const run = await runInWaves(bed, { count: 3, waves: plan });
    const [first, second] = await run.inWave('half');
    await run.accept(first!);
    await run.finish(first!, 'FAILED');
    await run.dispatch();
    await run.accept(second!);
    await run.finish(second!, 'SUCCEEDED');
    await run.dispatch();
    expect(await run.waves()).toEqual({ half: 'SUCCEEDED', rest: 'RUNNING' });
  });

  it('stops at once when it bears no more errors, and a resume takes up what it had not begun', async () => {
    const plan = planOf([{ name: 'big', members: { kind: 'count', count: 3 }, maxErrors: '0' }]);
    const run = await runInWaves(bed, { count: 4, waves: plan, maxConcurrency: '1' });
    const [first] = await run.released();
    await run.accept(first!);
    await run.finish(first!, 'FAILED');
    await run.dispatch();
    expect(await run.released()).toHaveLength(1);
    expect(await run.workRequest()).toMatchObject({
      halted: { reason: 'Too many errors: 1 failed, 0 allowed; 2 of its instances were not begun.' },
    });
    await bed.resume(run.workRequestId);
    await run.dispatch();
    expect(await run.waves()).toEqual({ big: 'RUNNING', rest: 'WAITING' });
    await run.end('big', 'FAILED');
    expect(await run.waves()).toEqual({ big: 'FAILED', rest: 'RUNNING' });
    await run.end('rest', 'SUCCEEDED');
    expect(await run.workRequest()).toMatchObject({ state: 'FAILED', counts: { FAILED: 3, SUCCEEDED: 1 } });
  });

  it('does not hinder the limit of errors over the whole, which ends all that waits', async () => {
    const plan = planOf([
      { ...canary, successPercent: 0 },
      { name: 'two', members: { kind: 'count', count: 2 } },
    ]);
    const run = await runInWaves(bed, { count: 5, waves: plan, maxErrors: '20%' });
    await run.end('canary', 'FAILED');
    expect(await run.waves()).toEqual({ canary: 'SUCCEEDED', two: 'RUNNING', rest: 'WAITING' });
    const [first] = (await run.inWave('two')).filter(({ released }) => released);
    await run.accept(first!);
    await run.finish(first!, 'FAILED');
    await run.dispatch();
    expect(await run.workRequest()).toMatchObject({
      state: 'FAILED',
      halted: null,
      counts: { FAILED: 2, CANCELED: 3 },
      reason: expect.stringContaining('Stopped by too many errors'),
    });
    expect(await run.waves()).toEqual({ canary: 'SUCCEEDED', two: 'FAILED', rest: 'SKIPPED' });
  });
});
