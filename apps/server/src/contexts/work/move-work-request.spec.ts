import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { withTransaction } from '../../db/with-transaction.ts';
import { moveInvocation } from './move-invocation.ts';
import { lockInvocation } from './sql/lock-invocation.ts';
import { createTestBed, goodRun, type TestBed } from './testing/test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());

describe('a work request', () => {
  it('ends when its last two invocations end in transactions that do not see each other', async () => {
    const { runs, workRequestId } = await bed.startOn(2);
    const [first, second] = runs as [(typeof runs)[0], (typeof runs)[0]];
    for (const { invocationId, instanceId } of runs) {
      await bed.agent(instanceId).post(bed.events(invocationId, goodRun.slice(0, 5)));
    }
    const commit = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const one = withTransaction(bed.db, async (tx) => {
      const before = (await lockInvocation(tx, first.invocationId))!;
      await moveInvocation(tx, { before, after: { ...before, state: 'SUCCEEDED' }, at: bed.clock(), power: null });
      ended.resolve();
      await commit.promise;
    });
    await ended.promise;
    let otherIsDone = false;
    const other = bed
      .agent(second.instanceId)
      .post(bed.events(second.invocationId, goodRun))
      .finally(() => (otherIsDone = true));
    await vi.waitFor(async () => expect(otherIsDone || (await bed.sessionsWaitingForLocks()) > 0).toBe(true), {
      timeout: 20_000,
    });
    commit.resolve();
    await Promise.all([one, other]);
    expect(await bed.workRequest(workRequestId)).toMatchObject({ state: 'SUCCEEDED', percentComplete: 100 });
    expect((await bed.log(workRequestId)).filter((line) => line.includes('has ended'))).toHaveLength(1);
  });

  it('that stays FAILED after a correction tells the new reason, and its end only once', async () => {
    const { invocationId, instanceId, workRequestId } = await bed.startOn();
    bed.passTime(3601);
    await bed.work.tasks['invocation-deadline']!({ invocationId }, undefined as never);
    expect(await bed.workRequest(workRequestId)).toMatchObject({ reason: 'Of 1 instance: 1 not heard of in time.' });
    const failed = { type: 'finished', state: 'FAILED', message: 'no space left', rebootRequired: null } as const;
    await bed.agent(instanceId).post(bed.events(invocationId, [...goodRun.slice(0, 2), failed]));
    expect(await bed.workRequest(workRequestId)).toMatchObject({ state: 'FAILED', reason: 'Of 1 instance: 1 failed.' });
    expect((await bed.log(workRequestId)).filter((line) => /has ended|was corrected/.test(line))).toHaveLength(1);
  });
});
