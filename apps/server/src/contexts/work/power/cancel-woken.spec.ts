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

describe('a cancel', () => {
  it('of what is being woken puts the machine back', async () => {
    const { id, now } = await bed.asleep();
    expect(await bed.cancelInvocation(id)).toMatchObject({ state: 'POWERING_OFF' });
    await bed.wakeSettled(id, { kind: 'RUNNING', startedByUs: true });
    expect(await now()).toMatchObject({ state: 'POWERING_OFF' });
    await expect(bed.cancelInvocation(id)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('CANCELED'),
    });
    await bed.restoreSettled(id, { kind: 'STOPPED' });
    expect(await now()).toMatchObject({
      state: 'CANCELED',
      reason: 'ada canceled it before the instance got the command.',
    });
  });

  it('of the work request puts back what it had woken, and leaves alone what is being put back', async () => {
    const run = await runOn(bed, { count: 3, online: 0, power: 'WAKE', maxConcurrency: '2' });
    const [first, second] = await run.standing();
    await bed.wakeSettled(first!.id, { kind: 'RUNNING', startedByUs: true });
    await bed.agent(first!.instanceId).post(bed.events(first!.id, goodRun));
    expect(await bed.cancel(run.workRequestId)).toMatchObject({ state: 'CANCELING' });
    expect((await run.standing()).map(({ state }) => state)).toEqual(['POWERING_OFF', 'POWERING_OFF', 'CANCELED']);
    await bed.restoreSettled(first!.id, { kind: 'STOPPED' });
    await bed.restoreSettled(second!.id, { kind: 'STOPPED' });
    expect((await run.standing()).map(({ state }) => state)).toEqual(['SUCCEEDED', 'CANCELED', 'CANCELED']);
    expect(await run.workRequest()).toMatchObject({ state: 'CANCELED', percentComplete: 100 });
  });

  it('of a run on a woken machine waits for its agent, and then puts it back', async () => {
    const { run, id, agent, now, started } = await bed.asleep();
    await started();
    await agent.inbox();
    await agent.post(bed.events(id, goodRun.slice(0, 3)));
    await bed.cancel(run.workRequestId);
    expect(await now()).toMatchObject({ state: 'CANCELING' });
    const canceled = { type: 'finished', state: 'CANCELED', message: 'ended', rebootRequired: null } as const;
    await agent.post(bed.events(id, [canceled], 4));
    expect(await now()).toMatchObject({ state: 'POWERING_OFF' });
    await bed.restoreSettled(id, { kind: 'STOPPED' });
    expect(await run.workRequest()).toMatchObject({ state: 'CANCELED' });
  });
});
