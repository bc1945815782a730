import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withTransaction } from '../../db/with-transaction.ts';
import { createTestBed, goodRun, type TestBed } from './testing/test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());

const abandon = (instanceId: string) =>
  withTransaction(bed.db, (tx) => bed.work.abandonInstance(tx, { instanceId, by: 'admin' }));

describe('the removal of an instance', () => {
  it('ends what waits, and what its agent may be running, since nobody will hear of it', async () => {
    const waiting = await bed.startOn();
    await abandon(waiting.instanceId);
    const running = await bed.startOn();
    await bed.agent(running.instanceId).inbox();
    await bed.agent(running.instanceId).post(bed.events(running.invocationId, goodRun.slice(0, 3)));
    await abandon(running.instanceId);
    for (const { invocationId, workRequestId } of [waiting, running]) {
      expect(await bed.invocation(invocationId)).toMatchObject({
        state: 'CANCELED',
        reason: 'admin removed the instance.',
        deadlineAt: null,
      });
      expect(await bed.workRequest(workRequestId)).toMatchObject({ percentComplete: 100 });
    }
  });

  it('leaves what has ended as it is', async () => {
    const { invocationId, instanceId } = await bed.startOn();
    await bed.agent(instanceId).inbox();
    await bed.agent(instanceId).post(bed.events(invocationId, goodRun));
    await abandon(instanceId);
    expect(await bed.invocation(invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  });
});
