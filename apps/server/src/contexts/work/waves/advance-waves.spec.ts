import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openFor } from '../testing/hold-windows.ts';
import { canary, planOf, rest, runInWaves } from '../testing/run-in-waves.ts';
import { createTestBed, goodRun, scanDocument, type TestBed } from '../testing/test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(() => bed.windows.places.clear());

/** Another server starts, and nothing of the queue is left. */
async function restart(): Promise<void> {
  await sql`delete from graphile_worker._private_jobs`.execute(bed.db);
  const replica = bed.newReplica();
  await replica.start();
  await replica.stop();
}

const healthCheck = { documentName: scanDocument.name, parameters: {} };

describe('waves', () => {
  it('go one after another, each when the one before it has succeeded', async () => {
    const plan = planOf([canary, { name: 'some', members: { kind: 'percent', percent: 40 } }]);
    const run = await runInWaves(bed, { count: 5, waves: plan });
    expect((await run.inWave('some')).length).toBe(2);
    expect(await run.waves()).toEqual({ canary: 'RUNNING', some: 'WAITING', rest: 'WAITING' });
    expect((await run.inWave('some'))[0]).toMatchObject({
      released: false,
      reason: 'Waiting for its wave, some, which comes after canary.',
    });
    await run.end('canary', 'SUCCEEDED');
    expect(await run.waves()).toEqual({ canary: 'SUCCEEDED', some: 'RUNNING', rest: 'WAITING' });
    expect(await run.released()).toHaveLength(2);
    await run.end('some', 'SUCCEEDED');
    expect(await run.workRequest()).toMatchObject({ state: 'IN_PROGRESS', percentComplete: 60 });
    await run.end('rest', 'SUCCEEDED');
    expect(await run.waves()).toEqual({ canary: 'SUCCEEDED', some: 'SUCCEEDED', rest: 'SUCCEEDED' });
    expect(await run.workRequest()).toMatchObject({ state: 'SUCCEEDED', percentComplete: 100, halted: null });
    expect(await run.detail()).toMatchObject({ waves: [{ size: 1, counts: { SUCCEEDED: 1 } }, {}, { size: 2 }] });
  });

  it('pass over one for which no instance was left', async () => {
    const labelled = { name: 'labelled', members: { kind: 'label', labels: { env: 'canary' } } } as const;
    const run = await runInWaves(bed, { count: 2, waves: planOf([canary, labelled]) });
    await run.end('canary', 'SUCCEEDED');
    expect(await run.waves()).toEqual({ canary: 'SUCCEEDED', labelled: 'SKIPPED', rest: 'RUNNING' });
  });

  it('do not begin without a first one that tries anything', async () => {
    const labelled = { name: 'labelled', members: { kind: 'label', labels: { env: 'canary', ring: '0' } } } as const;
    await expect(runInWaves(bed, { count: 2, waves: planOf([labelled, rest]) })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message:
        'None of the targets has the label env=canary and ring=0 of the first wave, labelled; nothing was started.',
      details: [{ place: 'body.waves.waves[0].members' }],
    });
  });

  it('take instances by label', async () => {
    const labelled = { name: 'labelled', members: { kind: 'label', labels: { env: 'canary' } } } as const;
    const run = await runInWaves(bed, {
      count: 3,
      waves: planOf([labelled, rest]),
      prepare: async (ids) =>
        void (await sql`update managed_instances set labels = '{"env":"canary"}' where id = ${ids[2]!}::text`.execute(
          bed.db,
        )),
    });
    expect(await run.inWave('labelled')).toMatchObject([{ instanceId: run.instanceIds[2], released: true }]);
  });

  it.each(['by its timer', 'when a server is there again'])(
    'bake as long as was asked for, and go on %s',
    async (how) => {
      const run = await runInWaves(bed, { count: 2, waves: planOf([{ ...canary, bakeMinutes: 30 }]) });
      await run.end('canary', 'SUCCEEDED');
      const bakeUntil = new Date(bed.clock().getTime() + 1_800_000);
      expect(await run.detail()).toMatchObject({
        waves: [{ state: 'BAKING', bakeUntil: bakeUntil.toISOString() }, {}],
      });
      const { rows } = await sql<{ at: Date }>`
      select run_at as at from graphile_worker.jobs where key = ${`look:${run.workRequestId}`}`.execute(bed.db);
      expect(rows).toEqual([{ at: bakeUntil }]);
      bed.passTime(1799);
      await run.dispatch();
      expect(await run.waves()).toMatchObject({ rest: 'WAITING' });
      bed.passTime(1);
      if (how === 'by its timer') await run.dispatch();
      else await restart();
      expect(await run.waves()).toEqual({ canary: 'SUCCEEDED', rest: 'RUNNING' });
    },
  );

  it('let the work request end only when the last has baked', async () => {
    const run = await runInWaves(bed, { count: 1, waves: planOf([{ ...rest, bakeMinutes: 30 }]) });
    await run.end('rest', 'SUCCEEDED');
    expect(await run.workRequest()).toMatchObject({ state: 'IN_PROGRESS', percentComplete: 99 });
    bed.passTime(1800);
    await run.dispatch();
    expect(await run.workRequest()).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('skip what waits when its window lets nothing start any more, and the work request ends', async () => {
    const run = await runInWaves(bed, {
      count: 3,
      waves: planOf([canary]),
      window: { atEnd: 'FINISH' },
      prepare: (ids) => ids.forEach((id) => bed.windows.places.set(id, openFor(bed, { start: 600, close: 900 }))),
    });
    bed.passTime(600);
    await run.accept((await run.released())[0]!);
    await run.dispatch();
    await run.end('canary', 'SUCCEEDED');
    await run.finish((await run.released())[0]!, 'SUCCEEDED');
    await run.dispatch();
    expect(await run.waves()).toEqual({ canary: 'SUCCEEDED', rest: 'SKIPPED' });
    expect(await run.workRequest()).toMatchObject({ state: 'SUCCEEDED', counts: { SUCCEEDED: 1, SKIPPED: 2 } });
  });

  it('choose for a number or percent those first that can start', async () => {
    const run = await runInWaves(bed, {
      count: 3,
      waves: planOf([canary]),
      window: { atEnd: 'FINISH' },
      prepare: (ids) => void bed.windows.places.set(ids[2]!, openFor(bed, { start: 600, close: 900 })),
    });
    expect(await run.inWave('canary')).toMatchObject([{ instanceId: run.instanceIds[2], released: true }]);
    await run.end('canary', 'SUCCEEDED');
    expect(await run.waves()).toEqual({ canary: 'SUCCEEDED', rest: 'SKIPPED' });
    expect(await run.workRequest()).toMatchObject({ state: 'SUCCEEDED' });
  });
});

describe('a health check', () => {
  const plan = planOf([{ ...canary, healthCheck }, rest]);
  const checkOf = async (run: Awaited<ReturnType<typeof runInWaves>>) =>
    (await run.detail()).waves[0]?.healthCheckWorkRequestId ?? null;
  const endCheck = async (workRequestId: string, state: 'SUCCEEDED' | 'FAILED') => {
    const { items } = await bed.work.handlers.listInvocations({ query: { workRequestId, limit: 10 } } as never);
    for (const { id, instanceId } of items) {
      const end = { type: 'finished', state, message: 'as it went', rebootRequired: null } as const;
      await bed.agent(instanceId).post(bed.events(id, [...goodRun.slice(0, 2), end]));
    }
    return items;
  };

  it('runs on the instances of the wave that succeeded, and the next begins when it did', async () => {
    const run = await runInWaves(bed, { count: 3, waves: plan, comment: 'night' });
    await run.end('canary', 'SUCCEEDED');
    const check = (await checkOf(run))!;
    expect(await run.waves()).toEqual({ canary: 'CHECKING', rest: 'WAITING' });
    expect(await bed.workRequest(check)).toMatchObject({
      documentName: scanDocument.name,
      comment: 'Health check of wave canary',
      counts: { PENDING: 1 },
    });
    const [first] = await endCheck(check, 'SUCCEEDED');
    expect(first!.instanceId).toBe(run.instanceIds[0]);
    const { rows } = await sql`select key from graphile_worker.jobs where key = ${`checked:${check}`}`.execute(bed.db);
    expect(rows).toHaveLength(1);
    await run.dispatch();
    expect(await run.waves()).toEqual({ canary: 'SUCCEEDED', rest: 'RUNNING' });
  });

  it('that does not succeed holds up the later waves, and says which work request tells why', async () => {
    const run = await runInWaves(bed, { count: 2, waves: plan });
    await run.end('canary', 'SUCCEEDED');
    const check = (await checkOf(run))!;
    await endCheck(check, 'FAILED');
    await run.dispatch();
    expect(await run.workRequest()).toMatchObject({
      state: 'IN_PROGRESS',
      halted: { wave: 'canary', reason: expect.stringContaining(check) },
    });
    await bed.resume(run.workRequestId);
    await run.dispatch();
    await run.end('rest', 'SUCCEEDED');
    expect(await run.workRequest()).toMatchObject({
      state: 'FAILED',
      reason: 'The health check of wave canary did not succeed.',
    });
  });

  it('is started once, whoever is killed and however many look', async () => {
    const run = await runInWaves(bed, { count: 2, waves: plan });
    const one = (await run.released())[0]!;
    await run.accept(one);
    await run.finish(one, 'SUCCEEDED');
    await Promise.all([run.dispatch(), run.dispatch(bed.newReplica()), run.dispatch()]);
    // As if the replica that started it had been killed before it could note it.
    await sql`update work_waves set health_check_work_request_id = null
      where work_request_id = ${run.workRequestId}::text`.execute(bed.db);
    await restart();
    const check = (await checkOf(run))!;
    const { rows } =
      await sql`select id from work_requests where idempotency_key = ${`health:${run.workRequestId}:0`}`.execute(
        bed.db,
      );
    expect(rows).toEqual([{ id: check }]);
  });

  it('that cannot be started any more fails with the reason', async () => {
    const run = await runInWaves(bed, { count: 2, waves: plan });
    const one = (await run.released())[0]!;
    await run.accept(one);
    await run.finish(one, 'SUCCEEDED');
    await sql`update work_waves set health_check = jsonb_set(health_check, '{documentName}', '"Gone"')
      where work_request_id = ${run.workRequestId}::text and health_check is not null`.execute(bed.db);
    await run.dispatch();
    expect(await run.workRequest()).toMatchObject({
      halted: { reason: expect.stringContaining('There is no document Gone') },
    });
    expect(await bed.workRequest((await checkOf(run))!)).toMatchObject({
      state: 'FAILED',
      documentName: 'Gone',
      documentVersion: null,
      counts: {},
    });
  });

  it('leaves out an instance that was removed since', async () => {
    const two = { name: 'two', members: { kind: 'count', count: 2 }, healthCheck } as const;
    const run = await runInWaves(bed, { count: 3, waves: planOf([two, rest]) });
    for (const turn of [0, 1]) {
      const one = (await run.released())[turn]!;
      await run.accept(one);
      if (turn === 0) await run.dispatch();
      await run.finish(one, 'SUCCEEDED');
    }
    const [gone, left] = await run.inWave('two');
    await sql`update managed_instances set retired_at = now() where id = ${gone!.instanceId}::text`.execute(bed.db);
    await run.dispatch();
    const checked = await endCheck((await checkOf(run))!, 'SUCCEEDED');
    expect(checked.map(({ instanceId }) => instanceId)).toEqual([left!.instanceId]);
    await run.dispatch();
    expect(await run.waves()).toEqual({ two: 'SUCCEEDED', rest: 'RUNNING' });
  });

  it('is refused from the start when there is no such document', async () => {
    const waves = planOf([{ ...canary, healthCheck: { documentName: 'Nowhere', parameters: {} } }]);
    await expect(runInWaves(bed, { count: 2, waves })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: [{ place: 'body.waves.waves[0].healthCheck' }],
    });
  });

  it('is canceled with the work request', async () => {
    const run = await runInWaves(bed, { count: 2, waves: plan });
    await run.end('canary', 'SUCCEEDED');
    const check = (await checkOf(run))!;
    await bed.cancel(run.workRequestId);
    expect(await bed.workRequest(check)).toMatchObject({ state: 'CANCELED' });
    expect(await run.workRequest()).toMatchObject({ state: 'CANCELED', halted: null });
    expect(await run.waves()).toEqual({ canary: 'FAILED', rest: 'SKIPPED' });
  });
});
