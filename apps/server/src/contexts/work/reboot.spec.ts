import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestBed, goodRun, type TestBed } from './testing/test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());

const pass = (invocationId: string) => bed.work.tasks['invocation-deadline']!({ invocationId }, undefined as never);

const begin = goodRun.slice(0, 3);
const end = goodRun.slice(3);
const asks = { type: 'rebooting', step: 'scan', bootId: 'boot-1', deadlineSeconds: 600 } as const;
const isBack = { type: 'rebooted', step: 'scan', bootId: 'boot-2' } as const;

/** A run whose step has asked for a reboot, and what it tells next. */
async function startRebooting() {
  const run = await bed.startOn();
  const { invocationId, instanceId } = run;
  const tell = (first: number, ...bare: Parameters<TestBed['events']>[1]) =>
    bed.agent(instanceId).post(bed.events(invocationId, bare, first));
  await tell(1, ...begin, asks);
  const timeOut = async () => {
    bed.passTime(601);
    await pass(invocationId);
  };
  return { ...run, tell, timeOut, state: () => bed.invocation(invocationId) };
}

describe('a reboot that a step asks for', () => {
  it('is waited for as long as the agent said, and a new boot id lets the run go on', async () => {
    const { tell, state, workRequestId } = await startRebooting();
    expect(await state()).toMatchObject({
      state: 'REBOOTING',
      deadlineAt: new Date(bed.clock().getTime() + 600_000).toISOString(),
    });
    await tell(5, isBack);
    expect(await state()).toMatchObject({ state: 'RUNNING', steps: [{ state: 'RUNNING' }] });
    await tell(6, ...end);
    expect(await state()).toMatchObject({ state: 'SUCCEEDED', reason: '' });
    expect(await bed.log(workRequestId)).toEqual([
      'INFO ada asked to run Test-Scan version 1 on 1 instance.',
      'INFO The agent took the command.',
      'INFO The agent started the document.',
      'INFO Step scan asks for a reboot. The machine runs in boot boot-1, and is expected back in another within 10 minutes.',
      'INFO The machine is back from the reboot that step scan asked for: it was in boot boot-1 and is now in boot boot-2. Step scan is run again from its top.',
      'INFO Succeeded.',
      'INFO The work request has ended: SUCCEEDED.',
    ]);
  });

  it('is no success while no new boot id proves it, whatever the agent says', async () => {
    const { tell, state, workRequestId } = await startRebooting();
    await tell(5, { ...isBack, bootId: 'boot-1' });
    expect(await state()).toMatchObject({ state: 'REBOOTING' });
    await tell(6, ...end);
    expect(await state()).toMatchObject({ state: 'FAILED', reason: expect.stringContaining('no new boot id proves') });
    expect(await bed.log(workRequestId)).toContain(
      'ERROR The agent says that the machine was rebooted, but it is still in boot boot-1: that proves nothing.',
    );
  });

  it('that is not heard of again is TIMED_OUT with that reason, and so is its step', async () => {
    const { timeOut, state, workRequestId } = await startRebooting();
    await timeOut();
    const timedOut = await state();
    expect(timedOut).toMatchObject({ state: 'TIMED_OUT', steps: [{ state: 'TIMED_OUT' }] });
    expect(timedOut.reason).toContain(
      'did not come back from its reboot within 10 minutes. Step scan asked for it in boot boot-1',
    );
    expect(await bed.workRequest(workRequestId)).toMatchObject({ state: 'FAILED' });
  });

  it.each([
    ['SUCCEEDED', end, /^INFO The end was corrected: SUCCEEDED\.$/],
    ['FAILED', [{ type: 'finished', state: 'FAILED', message: 'disk', rebootRequired: null }], /^ERROR Failed\. disk$/],
  ] as const)(
    'that comes back late is corrected to %s by the end of the run, and so is the work request',
    async (last, rest, said) => {
      const { tell, timeOut, state, workRequestId } = await startRebooting();
      await timeOut();
      await tell(5, isBack);
      expect(await state()).toMatchObject({ state: 'TIMED_OUT' });
      await tell(6, ...rest);
      expect(await state()).toMatchObject({ state: last });
      expect(await bed.workRequest(workRequestId)).toMatchObject({ state: last, percentComplete: 100 });
      const log = await bed.log(workRequestId);
      expect(log.filter((line) => line.includes('later than its deadline'))).toHaveLength(1);
      expect(log.at(-1)).toMatch(said);
    },
  );

  it('that comes back late without a new boot id is corrected to FAILED, not to SUCCEEDED', async () => {
    const { tell, timeOut, state } = await startRebooting();
    await timeOut();
    await tell(5, ...end);
    expect(await state()).toMatchObject({ state: 'FAILED', reason: expect.stringContaining('no new boot id proves') });
  });

  it('is told whole when nothing could be told before it, in one request', async () => {
    const { invocationId, instanceId } = await bed.startOn();
    await bed.agent(instanceId).post(bed.events(invocationId, [...begin, asks, isBack, ...end]));
    expect(await bed.invocation(invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('may be followed by another, each proved by itself', async () => {
    const { tell, state } = await startRebooting();
    await tell(5, isBack, { ...asks, bootId: 'boot-2' });
    expect(await state()).toMatchObject({ state: 'REBOOTING' });
    await tell(7, ...end);
    expect(await state()).toMatchObject({ state: 'FAILED', reason: expect.stringContaining('boot boot-2') });
  });

  it('ends with the cancel that was asked for meanwhile', async () => {
    const { tell, state, workRequestId } = await startRebooting();
    await bed.cancel(workRequestId);
    expect(await state()).toMatchObject({ state: 'CANCELING' });
    await tell(5, isBack, { type: 'finished', state: 'CANCELED', message: 'Canceled.', rebootRequired: null });
    expect(await state()).toMatchObject({ state: 'CANCELED' });
  });
});

describe('a restart that nobody asked for', () => {
  it('is a warning with both boot ids, and the run goes on', async () => {
    const { invocationId, instanceId, workRequestId } = await bed.startOn();
    await bed.agent(instanceId).post(bed.events(invocationId, [...begin, isBack]));
    expect(await bed.invocation(invocationId)).toMatchObject({ state: 'RUNNING' });
    expect((await bed.log(workRequestId)).at(-1)).toBe(
      'WARNING The machine was restarted during the run, and not because this run asked for it: it was in boot boot-1 and is now in boot boot-2. Step scan is run again from its top.',
    );
    await bed.agent(instanceId).post(bed.events(invocationId, end, 5));
    expect(await bed.invocation(invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  });
});

describe('an output that is lost', () => {
  it('is told in the log and takes nothing from the run, also after its end', async () => {
    const { invocationId, instanceId, workRequestId } = await bed.startOn();
    const lost = { type: 'output-lost', step: 'scan', stream: 'stdout', reason: 'the store is full' } as const;
    await bed.agent(instanceId).post(bed.events(invocationId, [...goodRun, lost]));
    expect(await bed.invocation(invocationId)).toMatchObject({ state: 'SUCCEEDED', reason: '' });
    expect((await bed.log(workRequestId)).at(-1)).toMatch(
      /^WARNING The whole stdout of step scan .*the store is full$/,
    );
  });
});
