import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openFor } from '../testing/hold-windows.ts';
import { createPowerBed } from '../testing/power-bed.ts';

let bed: Awaited<ReturnType<typeof createPowerBed>>;
beforeAll(async () => {
  bed = await createPowerBed();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(() => bed.forgetPower());

describe('an instance that is off', () => {
  it('fails its invocation with the provider’s words when it cannot be started', async () => {
    bed.power.answer.restore = false;
    const { run, id, now } = await bed.asleep();
    await bed.wakeSettled(id, { kind: 'FAILED', message: 'InsufficientInstanceCapacity' });
    expect(await now()).toMatchObject({
      state: 'FAILED',
      power: 'FAILED',
      reason: 'The instance could not be started: InsufficientInstanceCapacity',
    });
    expect(await run.workRequest()).toMatchObject({ state: 'FAILED' });
  });

  it('that does not come within its deadline is TIMED_OUT, and is put back all the same', async () => {
    const { id, now, started } = await bed.asleep();
    bed.passTime(1199);
    await started();
    bed.passTime(1199);
    await bed.passDeadlines();
    expect(await now()).toMatchObject({ state: 'POWERING_ON' });
    bed.passTime(1);
    await bed.passDeadlines();
    expect(await now()).toMatchObject({ state: 'POWERING_OFF' });
    await bed.restoreSettled(id, { kind: 'STOPPED' });
    expect(await now()).toMatchObject({
      state: 'TIMED_OUT',
      reason: expect.stringContaining('its agent has not come in time'),
    });
  });

  it('is given the time that its provider has, to start and to shut down, and its command waits as long', async () => {
    const { now, started, agent, runsWell } = await bed.asleep();
    const later = (seconds: number) => new Date(bed.clock().getTime() + seconds * 1000);
    bed.power.answer.settlesBy = later(7200);
    bed.passTime(3600);
    await bed.passDeadlines();
    expect(await now()).toMatchObject({ state: 'POWERING_ON' });
    await started();
    bed.passTime(600);
    expect((await agent.inbox()).commands).toHaveLength(1);
    await runsWell();
    bed.passTime(1300);
    bed.power.answer.settlesBy = later(600);
    await bed.passDeadlines();
    expect(await now()).toMatchObject({ state: 'POWERING_OFF' });
    bed.passTime(601);
    await bed.passDeadlines();
    expect(await now()).toMatchObject({ state: 'FAILED', power: 'FAILED' });
  });

  it('is skipped and put back when its window lets nothing start before it is there', async () => {
    const { id, now, started } = await bed.asleep({
      window: { atEnd: 'FINISH' },
      prepare: ([instance]) => void bed.windows.places.set(instance!, openFor(bed, { start: 300, close: 900 })),
    });
    await started();
    bed.passTime(300);
    await bed.passDeadlines();
    expect(await now()).toMatchObject({ state: 'POWERING_OFF' });
    await bed.restoreSettled(id, { kind: 'STOPPED' });
    expect(await now()).toMatchObject({
      state: 'SKIPPED',
      power: 'RESTORED',
      reason: expect.stringContaining('night'),
    });
  });
});
