import { sql } from 'kysely';
import { quietLog } from '@rustine/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sweepDeadlines } from '../pass-deadlines.ts';
import { claimsOf, openFor } from '../testing/hold-windows.ts';
import { runOn, type RunSpec } from '../testing/run-on.ts';
import { createTestBed, goodRun, type TestBed } from '../testing/test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(() => bed.windows.places.clear());

const times = { start: 600, close: 1800 };
const anyWindow = { atEnd: 'FINISH' } as const;
/** Work that holds to windows, on instances for which one is open. */
const runInWindow = (spec: RunSpec) =>
  runOn(bed, {
    window: anyWindow,
    prepare: (ids) => ids.forEach((id) => bed.windows.places.set(id, openFor(bed, times))),
    ...spec,
  });
const passDeadlines = () =>
  sweepDeadlines({
    log: quietLog,
    db: bed.db,
    clock: bed.clock,
    reports: { reportSummary: () => Promise.reject(new Error('not asked')) },
    power: bed.power.needs,
  });

describe('work that holds to windows', () => {
  it('starts where one is open and skips the others, each with its reason', async () => {
    const run = await runInWindow({
      count: 3,
      window: { atEnd: 'FINISH', windowIds: ['mw-1'] },
      prepare: (ids) => void bed.windows.places.set(ids[1]!, openFor(bed, times)),
    });
    expect(bed.windows.asked.at(-1)).toEqual(['mw-1']);
    const reason =
      'Not started, because it may only be while a window is open: no maintenance window covers the instance.';
    expect(await run.standing()).toMatchObject([
      { state: 'SKIPPED', reason, released: false },
      { state: 'PENDING', released: true },
      { state: 'SKIPPED', reason },
    ]);
    expect(await bed.invocation((await run.standing())[1]!.id)).toMatchObject({
      startUntil: openFor(bed, times).startUntil.toISOString(),
      windowClosesAt: openFor(bed, times).closesAt.toISOString(),
    });
  });

  it('has ended CANCELED, and says that nothing ran, when no window is open for any', async () => {
    const run = await runInWindow({ count: 2, prepare: () => undefined });
    expect(await run.workRequest()).toMatchObject({
      state: 'CANCELED',
      percentComplete: 100,
      reason: expect.stringContaining('Nothing ran'),
    });
  });

  it('gives its agents commands that expire with the window’s last moment to start, which they tell', async () => {
    const run = await runInWindow({ count: 1, deliverySeconds: 86_400 });
    const { commands } = await bed.agent(run.instanceIds[0]!).inbox();
    const startUntil = bed.clock().getTime() / 1000 + times.start;
    expect(claimsOf(commands[0]!.jws)).toMatchObject({ startUntil, exp: startUntil });
    const short = await runInWindow({ count: 1, deliverySeconds: 60 });
    const [command] = (await bed.agent(short.instanceIds[0]!).inbox()).commands;
    expect(claimsOf(command!.jws)).toMatchObject({ exp: bed.clock().getTime() / 1000 + 60 });
    const free = await runOn(bed, { count: 1 });
    expect(claimsOf((await bed.agent(free.instanceIds[0]!).inbox()).commands[0]!.jws)).not.toHaveProperty('startUntil');
  });

  it.each(['its timer', 'the sweep of a server that was down'])(
    'skips by %s what waits when the window lets nothing start any more',
    async (by) => {
      const run = await runInWindow({ count: 3, maxConcurrency: '1' });
      const [first] = await run.released();
      await run.accept(first!);
      const { rows } = await sql<{ at: Date }>`
        select run_at as at from graphile_worker.jobs where key = ${`look:${run.workRequestId}`}`.execute(bed.db);
      expect(rows).toEqual([{ at: openFor(bed, times).startUntil }]);
      bed.passTime(times.start - 1);
      await run.dispatch();
      expect((await run.standing()).map(({ state }) => state)).toEqual(['DELIVERED', 'PENDING', 'PENDING']);
      bed.passTime(1);
      if (by === 'its timer') await run.dispatch();
      else await restart();
      expect((await run.standing()).at(-1)).toMatchObject({
        state: 'SKIPPED',
        reason: expect.stringMatching(
          /^Not started: the window "night" lets nothing start from .* before its turn came/,
        ),
      });
      await run.finish(first!, 'SUCCEEDED');
      expect(await run.workRequest()).toMatchObject({ state: 'SUCCEEDED', counts: { SUCCEEDED: 1, SKIPPED: 2 } });
    },
  );

  it('skips one that was sent and that no agent fetched, and does not call it timed out', async () => {
    const run = await runInWindow({ count: 1 });
    bed.passTime(times.start);
    await passDeadlines();
    expect(await run.standing()).toMatchObject([{ state: 'SKIPPED', released: true }]);
    expect(await bed.agent(run.instanceIds[0]!).inbox()).toEqual({ commands: [], cancel: [] });
  });

  it('says of one that an agent fetched only that it was not heard of, until the agent tells that it never began', async () => {
    const run = await runInWindow({ count: 1 });
    const [one] = await run.standing();
    await bed.agent(one!.instanceId).inbox();
    bed.passTime(times.start);
    await passDeadlines();
    expect(await run.standing()).toMatchObject([{ state: 'TIMED_OUT' }]);
    const refused = { type: 'refused', code: 'WINDOW_CLOSED', message: 'it came too late' } as const;
    await bed.agent(one!.instanceId).post(bed.events(one!.id, [refused]));
    expect(await run.standing()).toMatchObject([
      { state: 'SKIPPED', reason: 'Not started by the agent: it came too late.' },
    ]);
  });

  it.each(['WINDOW_CLOSED', 'EXPIRED'] as const)(
    'skips one whose agent had taken it and refuses at the last moment (%s)',
    async (code) => {
      const run = await runInWindow({ count: 1 });
      const [one] = await run.standing();
      await run.accept(one!);
      bed.passTime(times.start);
      const refused = { type: 'refused', code, message: 'another run took too long' } as const;
      await bed.agent(one!.instanceId).post(bed.events(one!.id, [refused], 2));
      expect(await run.standing()).toMatchObject([{ state: 'SKIPPED' }]);
      expect(await run.workRequest()).toMatchObject({ state: 'CANCELED' });
    },
  );
});

describe('the end of a window', () => {
  const begin = async (atEnd: 'FINISH' | 'CANCEL') => {
    const run = await runInWindow({ count: 2, maxConcurrency: '2', window: { atEnd }, online: 0 });
    const [runs, waits] = await run.standing();
    await bed.agent(runs!.instanceId).inbox();
    await bed.agent(runs!.instanceId).post(bed.events(runs!.id, goodRun.slice(0, 3)));
    await bed.agent(waits!.instanceId).inbox();
    await run.accept(waits!);
    return { run, runs: runs!, waits: waits! };
  };

  it('lets finish what runs', async () => {
    const { run, runs } = await begin('FINISH');
    bed.passTime(times.close);
    await run.dispatch();
    expect(await run.standing()).toMatchObject([{ state: 'RUNNING' }, { state: 'DELIVERED' }]);
    await bed.agent(runs.instanceId).post(bed.events(runs.id, goodRun));
    expect((await run.standing())[0]).toMatchObject({ state: 'SUCCEEDED' });
  });

  it.each(['by its timer', 'when a server is there again'])(
    'cancels what runs, where it was asked for, %s',
    async (when) => {
      const { run, runs } = await begin('CANCEL');
      bed.passTime(times.close - 1);
      await run.dispatch();
      expect((await run.standing())[0]).toMatchObject({ state: 'RUNNING' });
      bed.passTime(1);
      if (when === 'by its timer') await run.dispatch();
      else await restart();
      expect((await run.standing())[0]).toMatchObject({
        state: 'CANCELING',
        reason: expect.stringContaining('Its window "night" closed at'),
      });
      expect(await bed.agent(runs.instanceId).inbox()).toEqual({ commands: [], cancel: [runs.id] });
      const canceled = { type: 'finished', state: 'CANCELED', message: 'ended', rebootRequired: null } as const;
      await bed.agent(runs.instanceId).post(bed.events(runs.id, [canceled], 4));
      expect((await run.standing())[0]).toMatchObject({
        state: 'CANCELED',
        reason: expect.stringMatching(/^Its window "night" closed at .* ended$/),
      });
    },
  );

  it('is in the command of what is to be canceled then, whose agent may do so before it is asked', async () => {
    const { run, runs } = await begin('CANCEL');
    const fresh = await runInWindow({ count: 1, window: { atEnd: 'CANCEL' } });
    const [command] = (await bed.agent(fresh.instanceIds[0]!).inbox()).commands;
    expect(claimsOf(command!.jws)).toMatchObject({ cancelAt: bed.clock().getTime() / 1000 + times.close });
    const finishing = await runInWindow({ count: 1 });
    const [other] = (await bed.agent(finishing.instanceIds[0]!).inbox()).commands;
    expect(claimsOf(other!.jws)).not.toHaveProperty('cancelAt');
    bed.passTime(times.close);
    const message = 'Its window closed.';
    const canceled = { type: 'finished', state: 'CANCELED', message, rebootRequired: null } as const;
    await bed.agent(runs.instanceId).post(bed.events(runs.id, [canceled], 4));
    expect((await run.standing())[0]).toMatchObject({ state: 'CANCELED', reason: message });
  });

  it('leaves alone what has done its work and only waits for its reports', async () => {
    const run = await runInWindow({ count: 1, window: { atEnd: 'CANCEL' } });
    const [one] = await run.standing();
    await bed.addReport({ invocationId: one!.id, instanceId: one!.instanceId }, 'updates-before', 'UPLOADED');
    bed.passTime(times.close - 60);
    await bed.agent(one!.instanceId).post(bed.events(one!.id, goodRun));
    bed.passTime(60);
    await run.dispatch();
    expect(await run.standing()).toMatchObject([{ state: 'RUNNING' }]);
  });
});

/** Another server starts, and nothing of the queue is left. */
async function restart(): Promise<void> {
  await sql`delete from graphile_worker._private_jobs`.execute(bed.db);
  const replica = bed.newReplica();
  await replica.start();
  await replica.stop();
}
