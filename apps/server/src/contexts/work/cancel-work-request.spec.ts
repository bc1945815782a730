import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestBed, goodRun, type TestBed } from './testing/test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());

const canceled = { type: 'finished', state: 'CANCELED', message: 'ended on request', rebootRequired: null } as const;

describe('cancelling a work request', () => {
  it('ends at once what no agent has fetched, and never hands it out', async () => {
    const { invocationId, instanceId, workRequestId } = await bed.startOn();
    expect(await bed.cancel(workRequestId)).toMatchObject({ state: 'CANCELED', percentComplete: 100 });
    expect(await bed.invocation(invocationId)).toMatchObject({ state: 'CANCELED', deadlineAt: null });
    expect(await bed.agent(instanceId).inbox()).toEqual({ commands: [], cancel: [] });
  });

  it('asks the agent of what runs, and ends when it confirms', async () => {
    const { invocationId, instanceId, workRequestId } = await bed.startOn();
    await bed.agent(instanceId).inbox();
    await bed.agent(instanceId).post(bed.events(invocationId, goodRun.slice(0, 3)));
    expect(await bed.cancel(workRequestId)).toMatchObject({ state: 'CANCELING' });
    expect(await bed.agent(instanceId).inbox()).toEqual({ commands: [], cancel: [invocationId] });
    await bed.agent(instanceId).post(bed.events(invocationId, [canceled], 4));
    expect(await bed.invocation(invocationId)).toMatchObject({ state: 'CANCELED', reason: 'ended on request' });
    expect(await bed.workRequest(workRequestId)).toMatchObject({ state: 'CANCELED' });
    expect(await bed.agent(instanceId).inbox()).toEqual({ commands: [], cancel: [] });
  });

  it('does not call a command canceled that an agent has fetched but not answered for', async () => {
    const { invocationId, instanceId, workRequestId } = await bed.startOn();
    await bed.agent(instanceId).inbox();
    await bed.cancel(workRequestId);
    expect(await bed.invocation(invocationId)).toMatchObject({ state: 'CANCELING' });
  });

  it('is given up after its deadline, and asked again of an agent that turns out to run it', async () => {
    const { invocationId, instanceId, workRequestId } = await bed.startOn();
    await bed.agent(instanceId).inbox();
    await bed.cancel(workRequestId);
    bed.passTime(601);
    await bed.work.tasks['invocation-deadline']!({ invocationId }, undefined as never);
    expect(await bed.invocation(invocationId)).toMatchObject({ state: 'CANCELED' });
    await bed.agent(instanceId).post(bed.events(invocationId, goodRun.slice(0, 2)));
    expect(await bed.invocation(invocationId)).toMatchObject({ state: 'CANCELED' });
    expect(await bed.agent(instanceId).inbox()).toEqual({ commands: [], cancel: [invocationId] });
  });

  it('tells the truth of a run that ended well before the cancel reached it', async () => {
    const { invocationId, instanceId, workRequestId } = await bed.startOn();
    await bed.agent(instanceId).inbox();
    await bed.cancel(workRequestId);
    await bed.agent(instanceId).post(bed.events(invocationId, goodRun));
    expect(await bed.workRequest(workRequestId)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('leaves alone what only waits for its reports, and that ends as it did', async () => {
    const run = await bed.startOn();
    const { invocationId, workRequestId } = run;
    await bed.agent(run.instanceId).inbox();
    const report = await bed.addReport(run, 'updates-before', 'UPLOADED');
    await bed.agent(run.instanceId).post(bed.events(invocationId, goodRun));
    await bed.cancel(workRequestId);
    expect(await bed.invocation(invocationId)).toMatchObject({ state: 'RUNNING' });
    const one = { params: { invocationId }, principal: { name: 'ada' } } as never;
    await expect(bed.work.handlers.cancelInvocation(one)).rejects.toMatchObject({ code: 'CONFLICT' });
    await bed.endReport(report, invocationId, 'INGESTED');
    expect(await bed.workRequest(workRequestId)).toMatchObject({ state: 'SUCCEEDED', reason: '' });
  });

  describe('that nobody confirmed in time', () => {
    const giveUp = async () => {
      const run = await bed.startOn();
      await bed.agent(run.instanceId).inbox();
      await bed.agent(run.instanceId).post(bed.events(run.invocationId, goodRun.slice(0, 3)));
      await bed.cancel(run.workRequestId);
      bed.passTime(601);
      await bed.work.tasks['invocation-deadline']!({ invocationId: run.invocationId }, undefined as never);
      expect(await bed.workRequest(run.workRequestId)).toMatchObject({ state: 'CANCELED' });
      return run;
    };

    it('is corrected when the document turns out to have ended before, once its reports are in', async () => {
      const run = await giveUp();
      const report = await bed.addReport(run, 'updates-before', 'UPLOADED');
      await bed.agent(run.instanceId).post(bed.events(run.invocationId, goodRun.slice(3), 4));
      expect(await bed.invocation(run.invocationId)).toMatchObject({ state: 'CANCELED' });
      await bed.endReport(report, run.invocationId, 'INGESTED');
      expect(await bed.invocation(run.invocationId)).toMatchObject({ state: 'SUCCEEDED', reason: '' });
      expect(await bed.workRequest(run.workRequestId)).toMatchObject({ state: 'SUCCEEDED' });
      expect(await bed.log(run.workRequestId)).toContain('INFO The end was corrected: SUCCEEDED.');
    });

    it('is borne out when the agent confirms it late, and stays so whatever comes then', async () => {
      const run = await giveUp();
      const { invocationId, instanceId } = run;
      await bed.agent(instanceId).post(bed.events(invocationId, [canceled], 4));
      expect(await bed.invocation(invocationId)).toMatchObject({ state: 'CANCELED', reason: 'ended on request' });
      await bed.agent(instanceId).post(bed.events(invocationId, goodRun.slice(5), 5));
      expect(await bed.invocation(invocationId)).toMatchObject({ state: 'CANCELED' });
    });
  });

  it('of one that has ended is a conflict, of an unknown one not found', async () => {
    const { invocationId, instanceId, workRequestId } = await bed.startOn();
    await bed.agent(instanceId).post(bed.events(invocationId, goodRun));
    await expect(bed.cancel(workRequestId)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(bed.cancel('wr-00000000-0000-7000-8000-000000000000')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('and events at the same moment leave nothing open', async () => {
    const { runs, workRequestId } = await bed.startOn(6);
    await Promise.all(runs.map(({ instanceId }) => bed.agent(instanceId).inbox()));
    await Promise.all([
      ...runs.map(({ invocationId, instanceId }) => bed.agent(instanceId).post(bed.events(invocationId, goodRun))),
      bed.cancel(workRequestId).catch(() => undefined),
    ]);
    expect(await bed.workRequest(workRequestId)).toMatchObject({ state: 'SUCCEEDED', counts: { SUCCEEDED: 6 } });
  });
});
