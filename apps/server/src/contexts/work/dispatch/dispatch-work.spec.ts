import { quietLog } from '@rustine/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startQueue } from '../../../queue/start-queue.ts';
import { runOn } from '../testing/run-on.ts';
import { createTestBed, type TestBed } from '../testing/test-bed.ts';

vi.setConfig({ testTimeout: 120_000 });
const PATIENCE = { timeout: 60_000, interval: 20 };

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());

describe('work with a limit', () => {
  it('goes to one instance first, to two more when it has answered, and tells the others that they wait', async () => {
    const run = await runOn(bed, { count: 5, maxConcurrency: '3' });
    const [first] = await run.released();
    expect(await run.released()).toHaveLength(1);
    expect(await run.workRequest()).toMatchObject({ state: 'ACCEPTED', waiting: 4, counts: { PENDING: 5 } });
    expect((await run.standing()).at(-1)).toMatchObject({
      state: 'PENDING',
      reason: expect.stringMatching(/^Waiting for its turn: .* no more than 3 work at the same time\.$/),
    });
    await run.accept(first!);
    await run.dispatch();
    expect(await run.released()).toHaveLength(3);
    await run.finish(first!, 'SUCCEEDED');
    await run.dispatch();
    // Both of the second wave have yet to answer.
    expect(await run.released()).toHaveLength(3);
    await run.accept((await run.released())[1]!);
    await run.dispatch();
    expect(await run.released()).toHaveLength(4);
  });

  it('hands nothing to an agent whose turn has not come, and takes nothing from it', async () => {
    const run = await runOn(bed, { count: 2, maxConcurrency: '1' });
    const waiting = (await run.standing()).find(({ released }) => !released)!;
    expect(await bed.agent(waiting.instanceId).inbox()).toEqual({ commands: [], cancel: [] });
    expect(await run.accept(waiting)).toEqual({ [waiting.id]: -1 });
    expect(await bed.invocation(waiting.id)).toMatchObject({ state: 'PENDING', releasedAt: null });
  });

  it('goes on by itself through the queues of two replicas', async () => {
    const run = await runOn(bed, { count: 8, maxConcurrency: '50%', maxErrors: '100%' });
    const queues = await Promise.all(
      ['a', 'b'].map((replicaId) =>
        startQueue({ address: bed.database.address, replicaId, log: quietLog, tasks: bed.newReplica().tasks }),
      ),
    );
    try {
      const done = new Set<string>();
      while (done.size < 8) {
        const open = await vi.waitUntil(async () => {
          const released = (await run.released()).filter(({ id }) => !done.has(id));
          return released.length > 0 && released;
        }, PATIENCE);
        expect(open.length).toBeLessThanOrEqual(4);
        await Promise.all(open.map((each) => run.accept(each)));
        await Promise.all(open.map((each) => run.finish(each, done.size % 2 === 0 ? 'SUCCEEDED' : 'FAILED')));
        for (const { id } of open) done.add(id);
      }
      expect(await run.workRequest()).toMatchObject({ state: 'FAILED', waiting: 0, percentComplete: 100 });
    } finally {
      await Promise.all(queues.map((queue) => queue.stop()));
    }
  });

  it('asks the instances that are there first, and is not held up by those that are not', async () => {
    const run = await runOn(bed, { count: 6, online: 2, maxConcurrency: '5' });
    expect(await run.released()).toMatchObject([{ online: true }]);
    await run.accept((await run.released())[0]!);
    await run.dispatch();
    const released = await run.released();
    expect(released.map(({ online }) => online)).toEqual([true, true, false, false, false]);
  });

  it('goes to all at once as far as the limit allows when none of them is there', async () => {
    const run = await runOn(bed, { count: 6, online: 0, maxConcurrency: '5' });
    expect(await run.released()).toHaveLength(5);
  });

  it('does not take a fleet for switched off because no server was there to hear of it', async () => {
    const run = await runOn(bed, { count: 6, maxConcurrency: '5' });
    bed.passTime(1800);
    const restarted = bed.newReplica(3_600_000);
    await restarted.start();
    try {
      expect(await run.released()).toHaveLength(1);
      await run.accept((await run.released())[0]!);
      await run.dispatch(restarted);
      expect(await run.released()).toHaveLength(3);
    } finally {
      await restarted.stop();
    }
    await run.dispatch();
    expect(await run.released()).toHaveLength(5);
  });

  it('counts the time to take a command from its turn, and never that of waiting', async () => {
    const run = await runOn(bed, { count: 3, maxConcurrency: '1', deliverySeconds: 600 });
    const [first, second] = await run.standing();
    await run.accept(first!);
    bed.passTime(3000);
    await run.finish(first!, 'SUCCEEDED');
    await bed.work.tasks['invocation-deadline']?.({ invocationId: second!.id }, {} as never);
    expect(await bed.invocation(second!.id)).toMatchObject({ state: 'PENDING' });
    await run.dispatch();
    const due = new Date(Math.floor(bed.clock().getTime() / 1000) * 1000 + 600_000).toISOString();
    expect(await bed.invocation(second!.id)).toMatchObject({ state: 'PENDING', reason: '', deadlineAt: due });
    bed.passTime(601);
    await bed.work.tasks['invocation-deadline']?.({ invocationId: second!.id }, {} as never);
    expect(await bed.invocation(second!.id)).toMatchObject({ state: 'TIMED_OUT' });
  });

  it('gives up what has waited for 30 days, and says what to do', async () => {
    const run = await runOn(bed, { count: 2, maxConcurrency: '1' });
    const waiting = (await run.standing()).find(({ released }) => !released)!;
    bed.passTime(30 * 24 * 3600 + 1);
    await bed.work.tasks['invocation-deadline']?.({ invocationId: waiting.id }, {} as never);
    expect(await bed.invocation(waiting.id)).toMatchObject({
      state: 'TIMED_OUT',
      reason: expect.stringContaining('Its turn did not come'),
    });
  });
});

describe('work that bears some errors', () => {
  it('stops with the first one more, tells how many there were, and has failed when the last under way has ended', async () => {
    const run = await runOn(bed, { count: 10, maxConcurrency: '3', maxErrors: '1' });
    await run.accept((await run.released())[0]!);
    await run.dispatch();
    const sent = await run.released();
    for (const each of sent.slice(1)) await run.accept(each);
    await run.finish(sent[0]!, 'FAILED');
    await run.dispatch();
    expect(await run.released()).toHaveLength(4);
    await run.finish(sent[1]!, 'TIMED_OUT');
    await run.dispatch();
    expect(await run.released()).toHaveLength(4);
    const reason =
      'Stopped by too many errors: 2 failed, 1 allowed (max-errors 1); the command was not sent to 6 instances.';
    expect(await run.workRequest()).toMatchObject({ state: 'IN_PROGRESS', waiting: 0, reason });
    expect((await run.standing()).at(-1)).toMatchObject({
      state: 'CANCELED',
      reason: 'Not sent: too many errors, 2 failed, 1 allowed (max-errors 1).',
    });
    await run.finish(sent[2]!, 'SUCCEEDED');
    await run.accept((await run.released())[3]!);
    await run.finish((await run.released())[3]!, 'SUCCEEDED');
    expect(await run.workRequest()).toMatchObject({
      state: 'FAILED',
      reason: `${reason} Of 10 instances: 1 failed, 1 not heard of in time, 6 canceled.`,
    });
  });

  it('does not count an instance that never took its command', async () => {
    const run = await runOn(bed, { count: 3, online: 0, maxConcurrency: '1', deliverySeconds: 60 });
    const [first] = await run.released();
    bed.passTime(61);
    await bed.work.tasks['invocation-deadline']?.({ invocationId: first!.id }, {} as never);
    await run.dispatch();
    expect(await run.released()).toHaveLength(2);
  });
});

describe('a cancel', () => {
  it('ends what waits at once', async () => {
    const run = await runOn(bed, { count: 4, maxConcurrency: '2' });
    const [first] = await run.released();
    await bed.agent(first!.instanceId).inbox();
    await bed.cancel(run.workRequestId);
    const states = (await run.standing()).map(({ state }) => state);
    expect(states).toEqual(['CANCELING', 'CANCELED', 'CANCELED', 'CANCELED']);
    await run.dispatch();
    expect(await run.released()).toHaveLength(1);
    expect(await run.workRequest()).toMatchObject({ state: 'CANCELING', waiting: 0 });
  });

  it('of one invocation leaves the others their turns', async () => {
    const run = await runOn(bed, { count: 3, maxConcurrency: '1' });
    const [first, second, third] = await run.standing();
    const cancel = (invocationId: string) =>
      bed.work.handlers.cancelInvocation({ params: { invocationId }, principal: { name: 'ada' } } as never);
    await bed.agent(first!.instanceId).inbox();
    expect(await cancel(second!.id)).toMatchObject({
      state: 'CANCELED',
      reason: expect.stringContaining('ada canceled'),
    });
    await expect(cancel(second!.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await cancel(first!.id)).toMatchObject({ state: 'CANCELING' });
    expect((await bed.agent(first!.instanceId).inbox()).cancel).toEqual([first!.id]);
    await run.dispatch();
    expect(await run.released()).toHaveLength(1);
    const canceled = { type: 'finished', state: 'CANCELED', message: '', rebootRequired: null } as const;
    await bed.agent(first!.instanceId).post(bed.events(first!.id, [canceled]));
    await run.dispatch();
    expect((await run.standing()).map(({ state }) => state)).toEqual(['CANCELED', 'CANCELED', 'PENDING']);
    expect((await bed.agent(third!.instanceId).inbox()).commands).toHaveLength(1);
  });
});

describe('a retry', () => {
  it('runs the same again on those that did not succeed, linked to the first', async () => {
    const run = await runOn(bed, {
      count: 3,
      parameters: { Depth: ['quick'] },
      maxErrors: '100%',
      maxConcurrency: '2',
      comment: 'nightly',
    });
    const retry = (idempotencyKey?: string) =>
      bed.work.handlers.retryWorkRequest({
        params: { workRequestId: run.workRequestId },
        body: { states: ['FAILED', 'TIMED_OUT', 'SKIPPED'], idempotencyKey },
        principal: { name: 'grace' },
      } as never);
    await expect(retry()).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('still') });
    for (let n = 0; n < 3; n++) {
      const next = (await run.released())[n]!;
      await run.accept(next);
      await run.finish(next, n === 1 ? 'SUCCEEDED' : 'FAILED');
      await run.dispatch();
    }
    const again = await retry('once');
    expect(again).toMatchObject({
      retryOf: run.workRequestId,
      maxConcurrency: '2',
      comment: 'nightly',
      createdBy: 'grace',
      counts: { PENDING: 2 },
    });
    expect((await retry('once')).id).toBe(again.id);
    const detail = await bed.work.handlers.getWorkRequest({ params: { workRequestId: again.id } } as never);
    const asked = [run.instanceIds[0], run.instanceIds[2]];
    expect(detail.targets).toEqual({ instanceIds: asked });
  });
});
