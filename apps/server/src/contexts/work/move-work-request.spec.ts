import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { withTransaction } from '../../db/with-transaction.ts';
import { moveInvocation } from './move-invocation.ts';
import { lockInvocation } from './sql/lock-invocation.ts';
import { lockWorkRequest } from './sql/work-request-state.ts';
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

  it('ends once, with the last of many ends at the same moment, in whatever order they come', async () => {
    for (const order of [(ids: string[]) => ids.toSorted(), (ids: string[]) => ids.toSorted().toReversed(), shuffled]) {
      const { runs, workRequestId } = await bed.startOn(400);
      const ends = order(runs.map(({ invocationId }) => invocationId));
      await setUnderWay(workRequestId);
      await Promise.all(
        ends.map((id) =>
          withTransaction(bed.db, async (tx) => {
            const before = (await lockInvocation(tx, id))!;
            await moveInvocation(tx, {
              before,
              after: { ...before, state: 'SUCCEEDED' },
              at: bed.clock(),
              power: null,
            });
          }),
        ),
      );
      expect(await bed.workRequest(workRequestId)).toMatchObject({ state: 'SUCCEEDED', counts: { SUCCEEDED: 400 } });
      expect((await bed.log(workRequestId)).filter((line) => line.includes('has ended'))).toHaveLength(1);
    }
  });

  it('ends when the first of many ends commits after all others would have', async () => {
    const { runs, workRequestId } = await bed.startOn(400);
    await setUnderWay(workRequestId);
    const [first = '', ...others] = runs.map(({ invocationId }) => invocationId).toSorted();
    const end = (id: string, beforeCommit: () => Promise<unknown>) =>
      withTransaction(bed.db, async (tx) => {
        const before = (await lockInvocation(tx, id))!;
        await moveInvocation(tx, { before, after: { ...before, state: 'SUCCEEDED' }, at: bed.clock(), power: null });
        await beforeCommit();
      });
    let ended = 0;
    const rest: Promise<unknown>[] = [];
    await end(first, async () => {
      for (const id of others) rest.push(end(id, () => Promise.resolve()).then(() => (ended += 1)));
      await vi.waitFor(() => expect(ended).toBeGreaterThanOrEqual(others.length - 1), 20_000);
    });
    await Promise.all(rest);
    expect(await bed.workRequest(workRequestId)).toMatchObject({ state: 'SUCCEEDED', counts: { SUCCEEDED: 400 } });
  });

  it('lets an end among many pass while somebody else holds it', async () => {
    const { runs, workRequestId } = await bed.startOn(400);
    await setUnderWay(workRequestId);
    const [id = ''] = runs.map(({ invocationId }) => invocationId).toSorted();
    await withTransaction(bed.db, async (holder) => {
      await lockWorkRequest(holder, workRequestId);
      await withTransaction(bed.db, async (tx) => {
        const before = (await lockInvocation(tx, id))!;
        await moveInvocation(tx, { before, after: { ...before, state: 'SUCCEEDED' }, at: bed.clock(), power: null });
      });
    });
    expect(await bed.workRequest(workRequestId)).toMatchObject({ state: 'IN_PROGRESS', counts: { SUCCEEDED: 1 } });
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

/** As if all had been released and had started. */
async function setUnderWay(workRequestId: string): Promise<void> {
  await bed.database.pool.query(
    `update invocations set state = 'RUNNING', released_at = now(), started_at = now() where work_request_id = $1`,
    [workRequestId],
  );
  await bed.database.pool.query(`update work_requests set state = 'IN_PROGRESS' where id = $1`, [workRequestId]);
}

function shuffled(ids: string[]): string[] {
  return ids
    .map((id) => ({ id, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ id }) => id);
}
