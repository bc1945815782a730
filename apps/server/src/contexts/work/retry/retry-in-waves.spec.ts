import type { RetryWorkRequest } from '@rustine/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimsOf, freezeNow, openFor } from '../testing/hold-windows.ts';
import { canary, planOf, rest, runInWaves, watchWaves } from '../testing/run-in-waves.ts';
import { watchRun } from '../testing/run-on.ts';
import { createTestBed, scanDocument, type TestBed } from '../testing/test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(() => {
  bed.newUpdates.length = 0;
  bed.windows.places.clear();
  bed.windows.freezes.clear();
});

const unhappy = ['FAILED', 'TIMED_OUT', 'SKIPPED'] as const;
const patch = { documentName: 'Rustine-PatchInstance', parameters: { Operation: ['Install'] } };
const healthCheck = { documentName: scanDocument.name, parameters: {} };
type Waves = ReturnType<typeof watchWaves>;

async function retry({ workRequestId, instanceIds }: Waves, body: Partial<RetryWorkRequest> = {}): Promise<Waves> {
  const { id } = await bed.work.handlers.retryWorkRequest({
    params: { workRequestId },
    body: { states: unhappy, waves: 'KEEP', ...body },
    principal: { name: 'grace' },
  } as never);
  return watchWaves(bed, watchRun(bed, { workRequestId: id, instanceIds }));
}

const idsIn = async (run: Waves, name: string) => (await run.inWave(name)).map(({ instanceId }) => instanceId);

/** Ends those of a wave whose turn came, one after another, as told. */
async function endOneByOne(run: Waves, name: string, states: readonly ('SUCCEEDED' | 'FAILED')[]): Promise<void> {
  for (const state of states) {
    const next = (await run.inWave(name)).find((each) => each.released && each.state === 'PENDING');
    await run.accept(next!);
    await run.finish(next!, state);
    await run.dispatch();
  }
}

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

describe('a retry of a patch run in waves', () => {
  const parametersOf = async (run: Waves): Promise<Record<string, unknown>> => {
    const given: Record<string, unknown> = {};
    for (const { instanceId } of await run.released()) {
      const commands = (await bed.agent(instanceId).inbox()).commands.map(({ jws }) => claimsOf(jws)['parameters']);
      for (const parameters of commands) given[instanceId] = parameters;
    }
    return given;
  };
  const installs = (id: string, name: string, newVersion = '1') =>
    bed.newUpdates.push({ name, architecture: 'amd64', action: 'UPGRADE', newVersion, invocationId: id });
  const only = (...items: string[]) => ({ Operation: ['Install'], OnlyVersions: items });

  it('binds the later waves to what the canary installed, in the run before too', async () => {
    const canaries = { name: 'canary', members: { kind: 'count', count: 2 } } as const;
    const run = await runInWaves(bed, { count: 3, waves: planOf([canaries]), ...patch });
    const [good] = await run.inWave('canary');
    installs(good!.id, 'openssl', '3');
    await endOneByOne(run, 'canary', ['SUCCEEDED', 'FAILED']);
    const again = await retry(run);
    const [repaired] = await again.inWave('canary');
    installs(repaired!.id, 'curl', '8');
    await again.end('canary', 'SUCCEEDED');
    const [third] = await idsIn(again, 'rest');
    expect(await parametersOf(again)).toMatchObject({ [third!]: only('curl:amd64=8', 'openssl:amd64=3') });
  });

  it('binds what never began because its window let nothing start after the canary', async () => {
    const run = await runInWaves(bed, {
      count: 2,
      waves: planOf([canary]),
      window: { atEnd: 'FINISH' },
      prepare: (ids) => ids.forEach((id) => bed.windows.places.set(id, openFor(bed, { start: 600, close: 900 }))),
      ...patch,
    });
    const [first] = await run.inWave('canary');
    installs(first!.id, 'openssl', '3');
    await run.accept(first!);
    bed.passTime(600);
    await run.finish(first!, 'SUCCEEDED');
    await run.dispatch();
    expect(await run.workRequest()).toMatchObject({ counts: { SUCCEEDED: 1, SKIPPED: 1 } });
    run.instanceIds.forEach((id) => bed.windows.places.set(id, openFor(bed, { start: 600, close: 900 })));
    const again = await retry(run);
    await again.dispatch();
    const [second] = await idsIn(again, 'rest');
    expect(await parametersOf(again)).toEqual({ [second!]: only('openssl:amd64=3') });
  });

  it('takes up a system whose canary failed, and binds it once that succeeds; the others stay bound as they were', async () => {
    const canaries = { name: 'canary', members: { kind: 'count', count: 2 }, successPercent: 50 } as const;
    const run = await runInWaves(bed, {
      count: 4,
      waves: planOf([canaries]),
      ...patch,
      prepare: async (ids) =>
        void (await sql`update managed_instances set os_name = 'Rocky' where id = any(${[ids[1]!, ids[3]!]}::text[])`.execute(
          bed.db,
        )),
    });
    const [debian] = await run.inWave('canary');
    installs(debian!.id, 'openssl', '3');
    await endOneByOne(run, 'canary', ['SUCCEEDED', 'FAILED']);
    await run.end('rest', 'FAILED');
    expect(await run.workRequest()).toMatchObject({ counts: { SUCCEEDED: 1, FAILED: 2, SKIPPED: 1 } });
    const again = await retry(run);
    const [rocky] = await again.inWave('canary');
    expect(await parametersOf(again)).toEqual({ [rocky!.instanceId]: { Operation: ['Install'] } });
    installs(rocky!.id, 'openssl', '2');
    await again.end('canary', 'SUCCEEDED');
    await again.dispatch();
    const [, , third, fourth] = run.instanceIds;
    expect(await parametersOf(again)).toMatchObject({
      [third!]: only('openssl:amd64=3'),
    });
    await again.end('rest', 'SUCCEEDED');
    expect(await again.workRequest()).toMatchObject({ state: 'SUCCEEDED', counts: { SUCCEEDED: 3 } });
    const { rows } = await sql<{ pins: unknown }>`
      select v.pins -> i.pins_key as pins from invocations i
      join work_waves v on v.work_request_id = i.work_request_id and v.position = i.wave
      where i.work_request_id = ${again.workRequestId}::text and i.instance_id = ${fourth!}::text`.execute(bed.db);
    expect(rows).toEqual([{ pins: ['openssl:amd64=2'] }]);
  });
});

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
