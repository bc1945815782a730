import { quietLog } from '@rustine/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { passDeadline, sweepDeadlines } from './pass-deadlines.ts';
import { createTestBed, goodRun, type TestBed } from './testing/test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());

const pass = (invocationId: string) => bed.work.tasks['invocation-deadline']!({ invocationId }, undefined as never);

describe('a deadline', () => {
  it('that has not come changes nothing', async () => {
    const { invocationId } = await bed.startOn();
    await pass(invocationId);
    expect(await bed.invocation(invocationId)).toMatchObject({ state: 'PENDING' });
  });

  it('ends a command that nobody fetched, and its work request, saying what to do', async () => {
    const { invocationId, workRequestId } = await bed.startOn();
    bed.passTime(3601);
    await pass(invocationId);
    const invocation = await bed.invocation(invocationId);
    expect(invocation).toMatchObject({ state: 'TIMED_OUT', reason: expect.stringContaining('start its agent') });
    expect(await bed.workRequest(workRequestId)).toMatchObject({
      state: 'FAILED',
      reason: 'Of 1 instance: 1 not heard of in time.',
    });
  });

  it('ends a run whose agent went silent, with its open steps', async () => {
    const { invocationId, instanceId } = await bed.startOn();
    await bed.agent(instanceId).post(bed.events(invocationId, goodRun.slice(0, 3)));
    bed.passTime(100_000);
    await pass(invocationId);
    const invocation = await bed.invocation(invocationId);
    expect(invocation).toMatchObject({ state: 'TIMED_OUT', reason: expect.stringContaining('last heard of at 20') });
    expect(invocation.steps).toMatchObject([{ state: 'TIMED_OUT' }]);
  });

  it('is corrected, as is its work request, by an agent that tells the end later', async () => {
    const { invocationId, instanceId, workRequestId } = await bed.startOn();
    const events = bed.events(invocationId, goodRun);
    await bed.agent(instanceId).post(events.slice(0, 3));
    bed.passTime(100_000);
    await pass(invocationId);
    await bed.agent(instanceId).post(events.slice(3));
    const invocation = await bed.invocation(invocationId);
    expect(invocation).toMatchObject({ state: 'SUCCEEDED', reason: '', steps: [{ state: 'SUCCEEDED' }] });
    expect(await bed.workRequest(workRequestId)).toMatchObject({ state: 'SUCCEEDED', reason: '' });
    expect(await bed.log(workRequestId)).toContain('INFO The end was corrected: SUCCEEDED.');
  });

  it('of reports that are not ingested is corrected when they are', async () => {
    const run = await bed.startOn();
    const report = await bed.addReport(run, 'updates-before', 'UPLOADED');
    await bed.agent(run.instanceId).post(bed.events(run.invocationId, goodRun));
    bed.passTime(901);
    await pass(run.invocationId);
    const timedOut = await bed.invocation(run.invocationId);
    expect(timedOut).toMatchObject({ state: 'TIMED_OUT', reason: expect.stringContaining('waiting for 1 report') });
    await bed.endReport(report, run.invocationId, 'INGESTED');
    expect(await bed.invocation(run.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('is found by the sweeps of two replicas, once for all', async () => {
    const { runs, workRequestId } = await bed.startOn(3);
    bed.passTime(3601);
    const deps = {
      log: quietLog,
      db: bed.db,
      clock: bed.clock,
      reports: { reportSummary: () => Promise.reject(new Error('not asked')) },
      power: bed.power.needs,
    };
    await Promise.all([sweepDeadlines(deps), sweepDeadlines(deps)]);
    await passDeadline(deps, runs[0]!.invocationId);
    expect(await bed.workRequest(workRequestId)).toMatchObject({ state: 'FAILED', counts: { TIMED_OUT: 3 } });
    expect((await bed.log(workRequestId)).filter((line) => line.includes('Timed out'))).toHaveLength(3);
    expect((await bed.log(workRequestId)).filter((line) => line.includes('has ended'))).toHaveLength(1);
  });

  it('that cannot pass holds up no other', async () => {
    const { runs, workRequestId } = await bed.startOn(3);
    const first = runs.map(({ invocationId }) => invocationId).toSorted()[0]!;
    await bed.agent(runs.find(({ invocationId }) => invocationId === first)!.instanceId).post(
      bed.events(first, [
        { type: 'accepted', bootId: 'boot-1' },
        { type: 'finished', state: 'SUCCEEDED', message: '', rebootRequired: null },
      ]),
    );
    await bed.database.pool.query(
      `update invocations set state = 'RUNNING', deadline_at = created_at, finished_at = null where id = $1`,
      [first],
    );
    bed.passTime(3601);
    const reports = { reportSummary: () => Promise.reject(new Error('the reports cannot be read')) };
    expect(await sweepDeadlines({ log: quietLog, db: bed.db, clock: bed.clock, reports, power: bed.power.needs })).toBe(
      2,
    );
    expect(await bed.workRequest(workRequestId)).toMatchObject({ counts: { TIMED_OUT: 2, RUNNING: 1 } });
  });

  it('passes by itself while the server runs', async () => {
    const { invocationId } = await bed.startOn();
    bed.passTime(3601);
    const replica = bed.newReplica();
    await replica.start();
    try {
      await vi.waitFor(
        async () => expect(await bed.invocation(invocationId)).toMatchObject({ state: 'TIMED_OUT' }),
        20_000,
      );
    } finally {
      await replica.stop();
    }
  });
});
