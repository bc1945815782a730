import { sql } from 'kysely';
import { quietLog } from '@rustine/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withTransaction } from '../../../db/with-transaction.ts';
import type { RestoreOutcome, WakeOutcome } from '../needs.ts';
import { sweepDeadlines } from '../pass-deadlines.ts';
import { openFor } from '../testing/hold-windows.ts';
import { runOn, type RunSpec } from '../testing/run-on.ts';
import { createTestBed, goodRun, type TestBed } from '../testing/test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(() => {
  Object.assign(bed.power.answer, { restore: true, reason: '', settlesBy: null });
  bed.power.woken.length = 0;
  bed.power.restored.length = 0;
});

const wakeSettled = (invocationId: string, outcome: WakeOutcome) =>
  withTransaction(bed.db, (tx) => bed.work.wakeSettled(tx, { invocationId, outcome, at: bed.clock() }));
const restoreSettled = (invocationId: string, outcome: RestoreOutcome) =>
  withTransaction(bed.db, (tx) => bed.work.restoreSettled(tx, { invocationId, outcome, at: bed.clock() }));
const cancel = (invocationId: string) =>
  bed.work.handlers.cancelInvocation({ params: { invocationId }, principal: { name: 'ada' } } as never);
const passDeadlines = () =>
  sweepDeadlines({
    log: quietLog,
    db: bed.db,
    clock: bed.clock,
    reports: {
      reportSummary: async () => ({
        granted: 0,
        uploaded: 0,
        ingested: 0,
        quarantined: [],
        failed: [],
        manifest: { state: 'BEARS_OUT' },
      }),
    },
    power: bed.power.needs,
  });

/** Another run woke it, is over, and its machine was told to stop. */
const switchingOff = async (instanceId: string) =>
  void (await sql`
    insert into power_sessions (
      instance_id, ref, leave_on, phase, found, starts, stop_asked_at, deadline_at, looked_at, opened_at, moved_at
    ) values (${instanceId}, 'vm', false, 'RESTORING', 'STOPPED', 1, now(), now(), now(), now(), now())`.execute(
    bed.db,
  ));

/** Work that wakes one instance, which is off. */
async function asleep(spec: Partial<RunSpec> = {}) {
  const run = await runOn(bed, { count: 1, online: 0, power: 'WAKE', ...spec });
  const { id, instanceId } = (await run.standing())[0]!;
  const agent = bed.agent(instanceId);
  const now = () => bed.invocation(id);
  const started = () => wakeSettled(id, { kind: 'RUNNING', startedByUs: true });
  /** As its agent tells it, from the first event on. */
  const runsWell = () => agent.post(bed.events(id, goodRun));
  return { run, id, instanceId, agent, now, started, runsWell };
}

describe('an instance that is off', () => {
  it('is woken when its turn comes, and gets its command only once it runs', async () => {
    const { run, id, instanceId, agent, now, started } = await asleep();
    expect(bed.power.woken).toEqual([{ invocationId: id, instanceId }]);
    expect(await now()).toMatchObject({ state: 'POWERING_ON', power: 'WAKING' });
    expect(await run.workRequest()).toMatchObject({ state: 'IN_PROGRESS', waiting: 0 });
    expect(await agent.inbox()).toEqual({ commands: [], cancel: [] });
    expect(await agent.post(bed.events(id, goodRun))).toEqual({ [id]: -1 });
    await started();
    await started();
    expect(await now()).toMatchObject({
      state: 'POWERING_ON',
      power: 'WOKEN',
      reason: expect.stringContaining('expected'),
    });
    const { commands } = await agent.inbox();
    expect(commands.map(({ invocationId }) => invocationId)).toEqual([id]);
    await agent.post(bed.events(id, goodRun.slice(0, 1)));
    expect(await now()).toMatchObject({ state: 'DELIVERED', reason: '' });
    expect(await agent.inbox()).toEqual({ commands: [], cancel: [] });
  });

  it('is switched off again before its invocation has ended', async () => {
    const { run, id, agent, now, started, runsWell } = await asleep();
    await started();
    await agent.inbox();
    await runsWell();
    expect(await now()).toMatchObject({
      state: 'POWERING_OFF',
      finishedAt: null,
      reason: 'Ended SUCCEEDED, and its instance is being switched off again, as it was found.',
      steps: [{ state: 'SUCCEEDED' }],
    });
    expect(bed.power.restored).toEqual([{ invocationId: id, restartedByOthers: false }]);
    expect(await run.workRequest()).toMatchObject({ state: 'IN_PROGRESS' });
    await restoreSettled(id, { kind: 'STOPPED' });
    await restoreSettled(id, { kind: 'FAILED', message: 'told twice' });
    expect(await now()).toMatchObject({ state: 'SUCCEEDED', power: 'RESTORED', reason: '', deadlineAt: null });
    expect(await run.workRequest()).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('is counted as off when it was said so after its last sign of life', async () => {
    const { id } = await asleep({
      online: 1,
      prepare: async ([instance]) =>
        void (await sql`update managed_instances set stopped_at = ${bed.clock()}::timestamptz where id = ${instance!}::text`.execute(
          bed.db,
        )),
    });
    expect(bed.power.woken).toMatchObject([{ invocationId: id }]);
  });

  it('is woken after all when it was taken for running and falls silent, by the sweep when nothing else looks', async () => {
    const { id, now, agent } = await asleep({ online: 1 });
    const fetched = await asleep({ online: 1 });
    await fetched.agent.inbox();
    expect(await now()).toMatchObject({ state: 'PENDING' });
    bed.passTime(301);
    const replica = bed.newReplica();
    await replica.start();
    await replica.stop();
    expect(bed.power.woken).toMatchObject([{ invocationId: id }]);
    expect(await now()).toMatchObject({ state: 'POWERING_ON', power: 'WAKING' });
    expect(await agent.inbox()).toEqual({ commands: [], cancel: [] });
    expect(await fetched.now()).toMatchObject({ state: 'PENDING' });
  });

  it('is told as silent before, when it would be woken, and not when it is there', async () => {
    const [off, on, goingOff] = [
      await runOn(bed, { count: 1, online: 0 }),
      await runOn(bed, { count: 1 }),
      await runOn(bed, { count: 1, prepare: ([id]) => switchingOff(id!) }),
    ].flatMap(({ instanceIds }) => instanceIds);
    const asked = [off!, on!, goingOff!, 'mi-nobody'];
    expect((await bed.work.silentInstances(bed.db, asked)).toSorted()).toEqual([off!, goingOff!].toSorted());
  });

  it('is woken although it is still there while it is being switched off', async () => {
    const run = await runOn(bed, { count: 1, power: 'WAKE', prepare: ([id]) => switchingOff(id!) });
    expect(await run.standing()).toMatchObject([{ state: 'POWERING_ON' }]);
    expect(bed.power.woken.map(({ instanceId }) => instanceId)).toEqual(run.instanceIds);
  });

  it('gets no command while it shuts down, and gets it when it stays on after all', async () => {
    const run = await runOn(bed, { count: 1, prepare: ([id]) => switchingOff(id!) });
    const agent = bed.agent(run.instanceIds[0]!);
    expect((await agent.inbox()).commands).toEqual([]);
    await sql`
      update power_sessions set phase = 'ENDED', outcome = 'LEFT_ON', deadline_at = null, ended_at = now()
      where instance_id = ${run.instanceIds[0]!}`.execute(bed.db);
    expect((await agent.inbox()).commands).toHaveLength(1);
  });

  it('is left as it is by work that wakes nobody, and one that is there is not woken', async () => {
    await runOn(bed, { count: 1, online: 0 });
    const there = await runOn(bed, { count: 1, power: 'WAKE' });
    expect(bed.power.woken).toEqual([]);
    expect(await there.standing()).toMatchObject([{ state: 'PENDING', released: true }]);
    await there.accept((await there.standing())[0]!);
    await there.finish((await there.standing())[0]!, 'SUCCEEDED');
    expect(await there.standing()).toMatchObject([{ state: 'SUCCEEDED' }]);
    expect(bed.power.restored).toEqual([]);
  });

  it('fails its invocation with the provider’s words when it cannot be started', async () => {
    bed.power.answer.restore = false;
    const { run, id, now } = await asleep();
    await wakeSettled(id, { kind: 'FAILED', message: 'InsufficientInstanceCapacity' });
    expect(await now()).toMatchObject({
      state: 'FAILED',
      power: 'FAILED',
      reason: 'The instance could not be started: InsufficientInstanceCapacity',
    });
    expect(await run.workRequest()).toMatchObject({ state: 'FAILED' });
  });

  it('that does not come within its deadline is TIMED_OUT, and is put back all the same', async () => {
    const { id, now, started } = await asleep();
    bed.passTime(1199);
    await started();
    bed.passTime(1199);
    await passDeadlines();
    expect(await now()).toMatchObject({ state: 'POWERING_ON' });
    bed.passTime(1);
    await passDeadlines();
    expect(await now()).toMatchObject({ state: 'POWERING_OFF' });
    await restoreSettled(id, { kind: 'STOPPED' });
    expect(await now()).toMatchObject({
      state: 'TIMED_OUT',
      reason: expect.stringContaining('its agent has not come in time'),
    });
  });

  it('is given the time that its provider has, to start and to shut down, and its command waits as long', async () => {
    const { now, started, agent, runsWell } = await asleep();
    const later = (seconds: number) => new Date(bed.clock().getTime() + seconds * 1000);
    bed.power.answer.settlesBy = later(7200);
    bed.passTime(3600);
    await passDeadlines();
    expect(await now()).toMatchObject({ state: 'POWERING_ON' });
    await started();
    bed.passTime(600);
    expect((await agent.inbox()).commands).toHaveLength(1);
    await runsWell();
    bed.passTime(1300);
    bed.power.answer.settlesBy = later(600);
    await passDeadlines();
    expect(await now()).toMatchObject({ state: 'POWERING_OFF' });
    bed.passTime(601);
    await passDeadlines();
    expect(await now()).toMatchObject({ state: 'FAILED', power: 'FAILED' });
  });

  it('is skipped and put back when its window lets nothing start before it is there', async () => {
    const { id, now, started } = await asleep({
      window: { atEnd: 'FINISH' },
      prepare: ([instance]) => void bed.windows.places.set(instance!, openFor(bed, { start: 300, close: 900 })),
    });
    await started();
    bed.passTime(300);
    await passDeadlines();
    expect(await now()).toMatchObject({ state: 'POWERING_OFF' });
    await restoreSettled(id, { kind: 'STOPPED' });
    expect(await now()).toMatchObject({
      state: 'SKIPPED',
      power: 'RESTORED',
      reason: expect.stringContaining('night'),
    });
  });
});

describe('putting back', () => {
  it('leaves on what power says is somebody else’s, and tells why', async () => {
    Object.assign(bed.power.answer, { restore: false, reason: 'grace started it by hand.' });
    const { run, now, started, runsWell } = await asleep();
    await started();
    await runsWell();
    expect(await now()).toMatchObject({ state: 'SUCCEEDED', power: 'LEFT_ON' });
    expect(await bed.log(run.workRequestId)).toContain('INFO The instance is left on: grace started it by hand.');
  });

  it('tells why a machine is left on that was to be switched off', async () => {
    const { run, id, now, started, runsWell } = await asleep();
    await started();
    await runsWell();
    await restoreSettled(id, { kind: 'LEFT_ON', reason: 'somebody signed in.' });
    expect(await now()).toMatchObject({ state: 'SUCCEEDED', power: 'LEFT_ON' });
    expect(await bed.log(run.workRequestId)).toContain('INFO The instance is left on: somebody signed in.');
  });

  it.each(['by the provider', 'by its deadline'])('that fails is told with how the run ended, %s', async (how) => {
    const { run, id, now, started, runsWell } = await asleep();
    await started();
    await runsWell();
    if (how === 'by the provider') await restoreSettled(id, { kind: 'FAILED', message: 'access denied' });
    else {
      bed.passTime(1200);
      await passDeadlines();
    }
    expect(await now()).toMatchObject({
      state: 'FAILED',
      power: 'FAILED',
      reason: expect.stringMatching(
        /^The document succeeded, but the instance could not be switched off again: (access denied|nobody confirmed)/,
      ),
    });
    expect(await run.workRequest()).toMatchObject({ state: 'FAILED' });
  });

  it('passes on that somebody else restarted the machine meanwhile', async () => {
    const { id, agent, started } = await asleep();
    await started();
    const restarted = { type: 'rebooted', step: 'scan', bootId: 'boot-2' } as const;
    await agent.post(bed.events(id, [...goodRun.slice(0, 3), restarted, ...goodRun.slice(3)]));
    expect(bed.power.restored).toEqual([{ invocationId: id, restartedByOthers: true }]);
  });

  it('falls to a run that found the machine on, once the one that woke it is over', async () => {
    const run = await runOn(bed, { count: 1, online: 1, power: 'WAKE' });
    const { id, instanceId } = (await run.standing())[0]!;
    const agent = bed.agent(instanceId);
    await agent.inbox();
    await agent.post(bed.events(id, goodRun.slice(0, 2)));
    await wakeSettled(id, { kind: 'RUNNING', startedByUs: true });
    expect(await bed.invocation(id)).toMatchObject({ state: 'RUNNING', power: 'WOKEN' });
    await agent.post(bed.events(id, goodRun));
    expect(await bed.invocation(id)).toMatchObject({ state: 'POWERING_OFF' });
    await restoreSettled(id, { kind: 'STOPPED' });
    expect(await bed.invocation(id)).toMatchObject({ state: 'SUCCEEDED', power: 'RESTORED' });
  });

  it('is not disturbed by what an agent tells late', async () => {
    const { id, agent, now, started, runsWell } = await asleep();
    await started();
    await runsWell();
    const late = bed.events(
      id,
      [
        { type: 'refused', code: 'REPLAYED', message: '' },
        { type: 'started', steps: [] },
        { type: 'finished', state: 'FAILED', message: 'no', rebootRequired: null },
      ],
      7,
    );
    expect(await agent.post(late)).toEqual({ [id]: 9 });
    expect(await now()).toMatchObject({ state: 'POWERING_OFF' });
    await restoreSettled(id, { kind: 'STOPPED' });
    expect(await now()).toMatchObject({ state: 'SUCCEEDED', reason: '' });
  });

  it.each(['while it lasts', 'after it'])(
    'lets a late word correct a run that was not heard of in time, %s',
    async (when) => {
      const { run, id, agent, now, started } = await asleep();
      await started();
      await agent.post(bed.events(id, goodRun.slice(0, 3)));
      bed.passTime(100_000);
      await passDeadlines();
      expect(await now()).toMatchObject({ state: 'POWERING_OFF', steps: [{ state: 'TIMED_OUT' }] });
      if (when === 'after it') await restoreSettled(id, { kind: 'STOPPED' });
      await agent.post(bed.events(id, goodRun.slice(3), 4));
      if (when === 'while it lasts') await restoreSettled(id, { kind: 'STOPPED' });
      expect(await now()).toMatchObject({ state: 'SUCCEEDED', reason: '', power: 'RESTORED' });
      expect(await run.workRequest()).toMatchObject({ state: 'SUCCEEDED' });
      expect(bed.power.restored).toHaveLength(1);
    },
  );
});

describe('a cancel', () => {
  it('of what is being woken puts the machine back', async () => {
    const { id, now } = await asleep();
    expect(await cancel(id)).toMatchObject({ state: 'POWERING_OFF' });
    await wakeSettled(id, { kind: 'RUNNING', startedByUs: true });
    expect(await now()).toMatchObject({ state: 'POWERING_OFF' });
    await expect(cancel(id)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('CANCELED') });
    await restoreSettled(id, { kind: 'STOPPED' });
    expect(await now()).toMatchObject({
      state: 'CANCELED',
      reason: 'ada canceled it before the instance got the command.',
    });
  });

  it('of the work request puts back what it had woken, and leaves alone what is being put back', async () => {
    const run = await runOn(bed, { count: 3, online: 0, power: 'WAKE', maxConcurrency: '2' });
    const [first, second] = await run.standing();
    await wakeSettled(first!.id, { kind: 'RUNNING', startedByUs: true });
    await bed.agent(first!.instanceId).post(bed.events(first!.id, goodRun));
    expect(await bed.cancel(run.workRequestId)).toMatchObject({ state: 'CANCELING' });
    expect((await run.standing()).map(({ state }) => state)).toEqual(['POWERING_OFF', 'POWERING_OFF', 'CANCELED']);
    await restoreSettled(first!.id, { kind: 'STOPPED' });
    await restoreSettled(second!.id, { kind: 'STOPPED' });
    expect((await run.standing()).map(({ state }) => state)).toEqual(['SUCCEEDED', 'CANCELED', 'CANCELED']);
    expect(await run.workRequest()).toMatchObject({ state: 'CANCELED', percentComplete: 100 });
  });

  it('of a run on a woken machine waits for its agent, and then puts it back', async () => {
    const { run, id, agent, now, started } = await asleep();
    await started();
    await agent.inbox();
    await agent.post(bed.events(id, goodRun.slice(0, 3)));
    await bed.cancel(run.workRequestId);
    expect(await now()).toMatchObject({ state: 'CANCELING' });
    const canceled = { type: 'finished', state: 'CANCELED', message: 'ended', rebootRequired: null } as const;
    await agent.post(bed.events(id, [canceled], 4));
    expect(await now()).toMatchObject({ state: 'POWERING_OFF' });
    await restoreSettled(id, { kind: 'STOPPED' });
    expect(await run.workRequest()).toMatchObject({ state: 'CANCELED' });
  });
});

it('ends all that is open of an instance that is removed while it is put back', async () => {
  const { run, instanceId, started, runsWell, now } = await asleep();
  await started();
  await runsWell();
  await withTransaction(bed.db, (tx) => bed.work.abandonInstance(tx, { instanceId, by: 'ada' }));
  expect(await now()).toMatchObject({ state: 'SUCCEEDED' });
  expect(await run.workRequest()).toMatchObject({ state: 'SUCCEEDED' });
});

it('counts who is woken or put back as under way, never more than the limit', async () => {
  const run = await runOn(bed, { count: 5, online: 0, power: 'WAKE', maxConcurrency: '2' });
  expect(bed.power.woken).toHaveLength(2);
  const [first] = await run.released();
  await wakeSettled(first!.id, { kind: 'RUNNING', startedByUs: true });
  await bed.agent(first!.instanceId).post(bed.events(first!.id, goodRun));
  await run.dispatch();
  expect(bed.power.woken).toHaveLength(2);
  await restoreSettled(first!.id, { kind: 'STOPPED' });
  await run.dispatch();
  expect(bed.power.woken).toHaveLength(3);
});
