import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withTransaction } from '../../../db/with-transaction.ts';
import { createPowerBed } from '../testing/power-bed.ts';
import { runOn } from '../testing/run-on.ts';
import { goodRun } from '../testing/test-bed.ts';

let bed: Awaited<ReturnType<typeof createPowerBed>>;
beforeAll(async () => {
  bed = await createPowerBed();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(() => bed.forgetPower());

describe('putting back', () => {
  it('leaves on what power says is somebody else’s, and tells why', async () => {
    Object.assign(bed.power.answer, { restore: false, reason: 'grace started it by hand.' });
    const { run, now, started, runsWell } = await bed.asleep();
    await started();
    await runsWell();
    expect(await now()).toMatchObject({ state: 'SUCCEEDED', power: 'LEFT_ON' });
    expect(await bed.log(run.workRequestId)).toContain('INFO The instance is left on: grace started it by hand.');
  });

  it('tells why a machine is left on that was to be switched off', async () => {
    const { run, id, now, started, runsWell } = await bed.asleep();
    await started();
    await runsWell();
    await bed.restoreSettled(id, { kind: 'LEFT_ON', reason: 'somebody signed in.' });
    expect(await now()).toMatchObject({ state: 'SUCCEEDED', power: 'LEFT_ON' });
    expect(await bed.log(run.workRequestId)).toContain('INFO The instance is left on: somebody signed in.');
  });

  it.each(['by the provider', 'by its deadline'])('that fails is told with how the run ended, %s', async (how) => {
    const { run, id, now, started, runsWell } = await bed.asleep();
    await started();
    await runsWell();
    if (how === 'by the provider') await bed.restoreSettled(id, { kind: 'FAILED', message: 'access denied' });
    else {
      bed.passTime(1200);
      await bed.passDeadlines();
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
    const { id, agent, started } = await bed.asleep();
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
    await bed.wakeSettled(id, { kind: 'RUNNING', startedByUs: true });
    expect(await bed.invocation(id)).toMatchObject({ state: 'RUNNING', power: 'WOKEN' });
    await agent.post(bed.events(id, goodRun));
    expect(await bed.invocation(id)).toMatchObject({ state: 'POWERING_OFF' });
    await bed.restoreSettled(id, { kind: 'STOPPED' });
    expect(await bed.invocation(id)).toMatchObject({ state: 'SUCCEEDED', power: 'RESTORED' });
  });

  it('is not disturbed by what an agent tells late', async () => {
    const { id, agent, now, started, runsWell } = await bed.asleep();
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
    await bed.restoreSettled(id, { kind: 'STOPPED' });
    expect(await now()).toMatchObject({ state: 'SUCCEEDED', reason: '' });
  });

  it.each(['while it lasts', 'after it'])(
    'lets a late word correct a run that was not heard of in time, %s',
    async (when) => {
      const { run, id, agent, now, started } = await bed.asleep();
      await started();
      await agent.post(bed.events(id, goodRun.slice(0, 3)));
      bed.passTime(100_000);
      await bed.passDeadlines();
      expect(await now()).toMatchObject({ state: 'POWERING_OFF', steps: [{ state: 'TIMED_OUT' }] });
      if (when === 'after it') await bed.restoreSettled(id, { kind: 'STOPPED' });
      await agent.post(bed.events(id, goodRun.slice(3), 4));
      if (when === 'while it lasts') await bed.restoreSettled(id, { kind: 'STOPPED' });
      expect(await now()).toMatchObject({ state: 'SUCCEEDED', reason: '', power: 'RESTORED' });
      expect(await run.workRequest()).toMatchObject({ state: 'SUCCEEDED' });
      expect(bed.power.restored).toHaveLength(1);
    },
  );
});

it('ends all that is open of an instance that is removed while it is put back', async () => {
  const { run, instanceId, started, runsWell, now } = await bed.asleep();
  await started();
  await runsWell();
  await withTransaction(bed.db, (tx) => bed.work.abandonInstance(tx, { instanceId, by: 'ada' }));
  expect(await now()).toMatchObject({ state: 'SUCCEEDED' });
  expect(await run.workRequest()).toMatchObject({ state: 'SUCCEEDED' });
});
