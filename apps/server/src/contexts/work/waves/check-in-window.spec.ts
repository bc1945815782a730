import type { AtWindowEnd } from '@rustine/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DISPATCH_TASK } from '../dispatch/ask-for-dispatch.ts';
import { claimsOf, openFor } from '../testing/hold-windows.ts';
import { canary, planOf, rest, runInWaves } from '../testing/run-in-waves.ts';
import { createTestBed, goodRun, scanDocument, type TestBed } from '../testing/test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(() => bed.windows.places.clear());

const times = { start: 600, close: 1800 };
const healthCheck = { documentName: scanDocument.name, parameters: {} };

/** The only wave has done well and bakes for so long; then its check is asked for. */
async function bake(seconds: number, atEnd: AtWindowEnd) {
  const waves = planOf([{ ...canary, bakeMinutes: seconds / 60, healthCheck }, rest]);
  const prepare = (ids: readonly string[]) => ids.forEach((id) => bed.windows.places.set(id, openFor(bed, times)));
  const closesAt = openFor(bed, times).closesAt;
  const run = await runInWaves(bed, { count: 1, waves, window: { atEnd }, prepare });
  await run.end('canary', 'SUCCEEDED');
  bed.passTime(seconds);
  await run.dispatch();
  const check = (await run.detail()).waves[0]!.healthCheckWorkRequestId!;
  const { items } = await bed.work.handlers.listInvocations({ query: { workRequestId: check, limit: 10 } } as never);
  return { run, check, closesAt, one: items[0]!, agent: bed.agent(items[0]!.instanceId) };
}

describe('the health check of a wave that started in a window', () => {
  it('begins after the cut-off while the window is open, and its agent holds to that', async () => {
    const { closesAt, agent } = await bake(1200, 'FINISH');
    const [command] = (await agent.inbox()).commands;
    expect(claimsOf(command!.jws)).toMatchObject({ startUntil: closesAt.getTime() / 1000 });
    expect(claimsOf(command!.jws)).not.toHaveProperty('cancelAt');
  });

  it.each(['FINISH', 'CANCEL'] as const)(
    'never begins once it has closed, and the wave is not proved (%s)',
    async (atEnd) => {
      const { run, check, one } = await bake(1800, atEnd);
      expect(one).toMatchObject({
        state: 'SKIPPED',
        reason: expect.stringContaining('the window "night" of its run closed at'),
      });
      expect(await bed.workRequest(check)).toMatchObject({ state: 'CANCELED' });
      await run.dispatch();
      expect(await run.workRequest()).toMatchObject({
        state: 'FAILED',
        reason: expect.stringContaining('health check of wave canary'),
      });
    },
  );

  it('is canceled when it closes, where the run is', async () => {
    const { check, closesAt, one, agent } = await bake(1200, 'CANCEL');
    const [command] = (await agent.inbox()).commands;
    expect(claimsOf(command!.jws)).toMatchObject({ cancelAt: closesAt.getTime() / 1000 });
    await agent.post(bed.events(one.id, goodRun.slice(0, 3)));
    bed.passTime(600);
    await bed.work.tasks[DISPATCH_TASK]?.({ workRequestId: check }, {} as never);
    expect(await bed.invocation(one.id)).toMatchObject({
      state: 'CANCELING',
      reason: expect.stringContaining('Its window "night" closed at'),
    });
  });
});
