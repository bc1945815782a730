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

describe('the end of an invocation', () => {
  it('is SUCCEEDED only after all its reports are ingested', async () => {
    const run = await bed.startOn();
    const first = await bed.addReport(run, 'updates-before', 'UPLOADED');
    const second = await bed.addReport(run, 'available-updates', 'UPLOADED');
    await bed.agent(run.instanceId).post(bed.events(run.invocationId, goodRun));
    const waiting = await bed.invocation(run.invocationId);
    expect(waiting).toMatchObject({ state: 'RUNNING', reason: expect.stringContaining('waiting for 2 reports') });
    expect(waiting.deadlineAt).not.toBeNull();
    await bed.endReport(first, run.invocationId, 'INGESTED');
    expect(await bed.invocation(run.invocationId)).toMatchObject({
      state: 'RUNNING',
      reason: expect.stringContaining('1 report '),
    });
    await bed.endReport(second, run.invocationId, 'INGESTED');
    expect(await bed.invocation(run.invocationId)).toMatchObject({ state: 'SUCCEEDED', reason: '', deadlineAt: null });
    expect(await bed.workRequest(run.workRequestId)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('is SUCCEEDED when the reports were ingested before the agent said so', async () => {
    const run = await bed.startOn();
    const report = await bed.addReport(run, 'updates-before', 'UPLOADED');
    await bed.endReport(report, run.invocationId, 'INGESTED');
    expect(await bed.invocation(run.invocationId)).toMatchObject({ state: 'PENDING' });
    await bed.agent(run.instanceId).post(bed.events(run.invocationId, goodRun));
    expect(await bed.invocation(run.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('is FAILED with the place when a report is quarantined', async () => {
    const run = await bed.startOn();
    const report = await bed.addReport(run, 'updates-before', 'UPLOADED');
    await bed.agent(run.instanceId).post(bed.events(run.invocationId, goodRun));
    await bed.endReport(report, run.invocationId, 'QUARANTINED');
    const reason = 'The report updates-before was quarantined: line 3, column name: empty.';
    expect(await bed.invocation(run.invocationId)).toMatchObject({ state: 'FAILED', reason });
  });

  it('comes for many in one ingest without a deadlock with an end that is under way', async () => {
    const { runs, workRequestId } = await bed.startOn(2);
    const invocationIds = runs.map(({ invocationId }) => invocationId).toSorted();
    for (const run of runs) {
      await bed.addReport(run, 'updates-before', 'UPLOADED');
      await bed.agent(run.instanceId).post(bed.events(run.invocationId, goodRun));
    }
    const locked = Promise.withResolvers<void>();
    let attempts = 0;
    const end = withTransaction(bed.db, async (tx) => {
      attempts += 1;
      const before = (await lockInvocation(tx, invocationIds[1]!))!;
      locked.resolve();
      await vi.waitFor(async () => expect(await bed.sessionsWaitingForLocks()).toBe(1), { timeout: 20_000 });
      await moveInvocation(tx, { before, after: { ...before, state: 'FAILED' }, at: bed.clock(), power: null });
    });
    await locked.promise;
    const ingest = withTransaction(bed.db, async (tx) => {
      attempts += 1;
      await bed.endReports(tx, invocationIds);
    });
    await Promise.all([end, ingest]);
    expect(attempts).toBe(2);
    expect(await bed.workRequest(workRequestId)).toMatchObject({
      state: 'FAILED',
      counts: { SUCCEEDED: 1, FAILED: 1 },
    });
  });

  it('comes once when the agent ends and the ingest ends at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const run = await bed.startOn();
      const report = await bed.addReport(run, 'updates-before', 'UPLOADED');
      await Promise.all([
        bed.agent(run.instanceId).post(bed.events(run.invocationId, goodRun)),
        bed.endReport(report, run.invocationId, 'INGESTED'),
      ]);
      expect(await bed.invocation(run.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
      expect((await bed.log(run.workRequestId)).filter((line) => line.includes('has ended'))).toHaveLength(1);
    }
  });
});
