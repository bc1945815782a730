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
