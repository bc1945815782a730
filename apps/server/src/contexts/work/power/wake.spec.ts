import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPowerBed } from '../testing/power-bed.ts';
import { runOn } from '../testing/run-on.ts';
import { goodRun } from '../testing/test-bed.ts';

let bed: Awaited<ReturnType<typeof createPowerBed>>;
beforeAll(async () => {
  bed = await createPowerBed();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(() => bed.forgetPower());

describe('an instance that is off', () => {
  it('is woken when its turn comes, and gets its command only once it runs', async () => {
    const { run, id, instanceId, agent, now, started } = await bed.asleep();
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
    const { run, id, agent, now, started, runsWell } = await bed.asleep();
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
    await bed.restoreSettled(id, { kind: 'STOPPED' });
    await bed.restoreSettled(id, { kind: 'FAILED', message: 'told twice' });
    expect(await now()).toMatchObject({ state: 'SUCCEEDED', power: 'RESTORED', reason: '', deadlineAt: null });
    expect(await run.workRequest()).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('is counted as off when it was said so after its last sign of life', async () => {
    const { id } = await bed.asleep({
      online: 1,
      prepare: async ([instance]) =>
        void (await sql`update managed_instances set stopped_at = ${bed.clock()}::timestamptz where id = ${instance!}::text`.execute(
          bed.db,
        )),
    });
    expect(bed.power.woken).toMatchObject([{ invocationId: id }]);
  });

  it('is woken after all when it was taken for running and falls silent, by the sweep when nothing else looks', async () => {
    const { id, now, agent } = await bed.asleep({ online: 1 });
    const fetched = await bed.asleep({ online: 1 });
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
      await runOn(bed, { count: 1, prepare: ([id]) => bed.switchingOff(id!) }),
    ].flatMap(({ instanceIds }) => instanceIds);
    const asked = [off!, on!, goingOff!, 'mi-nobody'];
    expect((await bed.work.silentInstances(bed.db, asked)).toSorted()).toEqual([off!, goingOff!].toSorted());
  });

  it('is woken although it is still there while it is being switched off', async () => {
    const run = await runOn(bed, { count: 1, power: 'WAKE', prepare: ([id]) => bed.switchingOff(id!) });
    expect(await run.standing()).toMatchObject([{ state: 'POWERING_ON' }]);
    expect(bed.power.woken.map(({ instanceId }) => instanceId)).toEqual(run.instanceIds);
  });

  it('gets no command while it shuts down, and gets it when it stays on after all', async () => {
    const run = await runOn(bed, { count: 1, prepare: ([id]) => bed.switchingOff(id!) });
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
});

it('counts who is woken or put back as under way, never more than the limit', async () => {
  const run = await runOn(bed, { count: 5, online: 0, power: 'WAKE', maxConcurrency: '2' });
  expect(bed.power.woken).toHaveLength(2);
  const [first] = await run.released();
  await bed.wakeSettled(first!.id, { kind: 'RUNNING', startedByUs: true });
  await bed.agent(first!.instanceId).post(bed.events(first!.id, goodRun));
  await run.dispatch();
  expect(bed.power.woken).toHaveLength(2);
  await bed.restoreSettled(first!.id, { kind: 'STOPPED' });
  await run.dispatch();
  expect(bed.power.woken).toHaveLength(3);
});
