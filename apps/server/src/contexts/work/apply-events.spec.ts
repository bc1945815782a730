import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestBed, goodRun, type TestBed } from './testing/test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());

describe('POST /events', () => {
  it('takes a run from PENDING to SUCCEEDED, with its steps, output and log', async () => {
    const { invocationId, instanceId, workRequestId } = await bed.startOn();
    expect(await bed.agent(instanceId).post(bed.events(invocationId, goodRun))).toEqual({ [invocationId]: 6 });
    const invocation = await bed.invocation(invocationId);
    expect(invocation).toMatchObject({ state: 'SUCCEEDED', reason: '', deadlineAt: null });
    expect(invocation.steps).toMatchObject([
      {
        name: 'scan',
        state: 'SUCCEEDED',
        exitCode: 0,
        stdout: { head: 'hello\n', tail: '', omittedBytes: 0, totalBytes: 6 },
      },
    ]);
    expect(await bed.workRequest(workRequestId)).toMatchObject({
      state: 'SUCCEEDED',
      percentComplete: 100,
      counts: { SUCCEEDED: 1 },
    });
    expect(await bed.log(workRequestId)).toEqual([
      'INFO ada asked to run Test-Scan version 1 on 1 instance.',
      'INFO The agent took the command.',
      'INFO The agent started the document.',
      'INFO Succeeded.',
      'INFO The work request has ended: SUCCEEDED.',
    ]);
    expect(bed.rebootWords).toContainEqual({ instanceId, rebootRequired: false });
  });

  it.each(['1999-01-01T00:00:00.000Z', '2999-01-01T00:00:00.000Z'])(
    'shows no time before the run was asked for or after now, though the agent’s clock says %s',
    async (at) => {
      const { invocationId, instanceId } = await bed.startOn();
      await bed.agent(instanceId).post(bed.events(invocationId, goodRun).map((event) => ({ ...event, at })));
      const { createdAt, startedAt, finishedAt, steps } = await bed.invocation(invocationId);
      for (const shown of [startedAt, finishedAt, ...steps.flatMap((step) => [step.startedAt, step.finishedAt])]) {
        expect(Date.parse(shown ?? '')).toBeGreaterThanOrEqual(Date.parse(createdAt));
        expect(Date.parse(shown ?? '')).toBeLessThanOrEqual(bed.clock().getTime());
      }
    },
  );

  it('changes nothing when the same events come again', async () => {
    const { invocationId, instanceId, workRequestId } = await bed.startOn();
    const events = bed.events(invocationId, goodRun);
    await bed.agent(instanceId).post(events);
    const before = { invocation: await bed.invocation(invocationId), log: await bed.log(workRequestId) };
    expect(await bed.agent(instanceId).post(events)).toEqual({ [invocationId]: 6 });
    expect({ invocation: await bed.invocation(invocationId), log: await bed.log(workRequestId) }).toEqual(before);
  });

  it('applies events in order however they are ordered in the request', async () => {
    const { invocationId, instanceId } = await bed.startOn();
    await bed.agent(instanceId).post(bed.events(invocationId, goodRun).toReversed());
    expect(await bed.invocation(invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('does not apply what follows a gap and answers the number before it', async () => {
    const { invocationId, instanceId } = await bed.startOn();
    const events = bed.events(invocationId, goodRun);
    const [first, , ...rest] = events;
    expect(await bed.agent(instanceId).post([first!, ...rest])).toEqual({ [invocationId]: 1 });
    expect(await bed.invocation(invocationId)).toMatchObject({ state: 'DELIVERED', steps: [] });
    expect(await bed.agent(instanceId).post(events.slice(1))).toEqual({ [invocationId]: 6 });
    expect(await bed.invocation(invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('answers for the invocation of another instance as for one that does not exist', async () => {
    const { invocationId } = await bed.startOn();
    const other = await bed.addInstance();
    const unknown = invocationId.replace(/.{12}$/, '000000000000');
    const events = [...bed.events(invocationId, goodRun), ...bed.events(unknown, goodRun)];
    expect(await bed.agent(other).post(events)).toEqual({ [invocationId]: -1, [unknown]: -1 });
    expect(await bed.invocation(invocationId)).toMatchObject({ state: 'PENDING' });
  });

  it('applies each event once when the same ones are posted many times at once', async () => {
    const { invocationId, instanceId, workRequestId } = await bed.startOn();
    const events = bed.events(invocationId, goodRun);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => bed.agent(instanceId).post(events.slice(0, 3 + (index % 4)))),
    );
    expect(Math.max(...answers.map((answer) => answer[invocationId]!))).toBe(6);
    const invocation = await bed.invocation(invocationId);
    expect(invocation.steps[0]?.stdout.head).toBe('hello\n');
    expect((await bed.log(workRequestId)).filter((line) => line.includes('Succeeded'))).toHaveLength(1);
  });

  it('ends a work request exactly once when all its invocations end at the same moment', async () => {
    const { runs, workRequestId } = await bed.startOn(8);
    await Promise.all(
      runs.map(({ invocationId, instanceId }) => bed.agent(instanceId).post(bed.events(invocationId, goodRun))),
    );
    expect(await bed.workRequest(workRequestId)).toMatchObject({ state: 'SUCCEEDED', counts: { SUCCEEDED: 8 } });
    expect((await bed.log(workRequestId)).filter((line) => line.includes('has ended'))).toHaveLength(1);
  });

  it('keeps a refusal, fails the invocation and says so in the log', async () => {
    const { invocationId, instanceId, workRequestId } = await bed.startOn();
    const refused = { type: 'refused', code: 'SIGNATURE_INVALID', message: 'not signed by a key that I know' } as const;
    await bed.agent(instanceId).post(bed.events(invocationId, [refused]));
    const reason = 'The agent refused the command (SIGNATURE_INVALID): not signed by a key that I know';
    expect(await bed.invocation(invocationId)).toMatchObject({ state: 'FAILED', reason });
    expect(await bed.log(workRequestId)).toContain(`ERROR Failed. ${reason}`);
  });

  it('leaves a recorded result alone when the agent refuses a replay, and still logs it', async () => {
    const { invocationId, instanceId, workRequestId } = await bed.startOn();
    await bed.agent(instanceId).post(bed.events(invocationId, goodRun));
    const replayed = { type: 'refused', code: 'REPLAYED', message: 'accepted before' } as const;
    expect(await bed.agent(instanceId).post(bed.events(invocationId, [replayed], 7))).toEqual({ [invocationId]: 7 });
    expect(await bed.invocation(invocationId)).toMatchObject({ state: 'SUCCEEDED', reason: '' });
    expect(await bed.log(workRequestId)).toContain('ERROR The agent refused the command (REPLAYED): accepted before');
  });

  it('stores text with NUL characters and lone surrogates instead of failing', async () => {
    const { invocationId, instanceId } = await bed.startOn();
    const run = [
      ...goodRun.slice(0, 3),
      { type: 'output', step: 'scan', stream: 'stderr', offset: 0, text: 'a\0b' } as const,
      { type: 'finished', state: 'FAILED', message: 'died \0 \uD800', rebootRequired: null } as const,
    ];
    await bed.agent(instanceId).post(bed.events(invocationId, run));
    const invocation = await bed.invocation(invocationId);
    expect(invocation).toMatchObject({ state: 'FAILED', reason: 'died \uFFFD \uFFFD' });
    expect(invocation.steps[0]).toMatchObject({ state: 'FAILED', stderr: { head: 'a\uFFFDb', totalBytes: 3 } });
  });
});
