import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withTransaction } from '../../../db/with-transaction.ts';
import { claimsOf, freezeNow } from '../testing/hold-windows.ts';
import { runOn, type RunSpec } from '../testing/run-on.ts';
import { createTestBed, type TestBed } from '../testing/test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(() => bed.windows.freezes.clear());

const freeze = (ids: readonly string[]) => ids.forEach((id) => bed.windows.freezes.set(id, freezeNow(bed)));
const runFrozen = (spec: RunSpec) => runOn(bed, { prepare: freeze, ...spec });

describe('a freeze', () => {
  it('skips the instances for which it holds, and says until when and what to do', async () => {
    const run = await runFrozen({ count: 2, prepare: (ids) => freeze(ids.slice(0, 1)) });
    expect(await run.standing()).toMatchObject([
      {
        state: 'SKIPPED',
        reason: expect.stringMatching(/^Not started, because the freeze "year end" holds until .*override the freeze/),
      },
      { state: 'PENDING', released: true },
    ]);
  });

  it('is overridden with a reason, which is kept, told and audited', async () => {
    const run = await runFrozen({ count: 1, overrideFreeze: { reason: 'zero day', by: 'ada' } });
    expect(await run.standing()).toMatchObject([{ state: 'PENDING', released: true }]);
    const detail = await bed.work.handlers.getWorkRequest({ params: { workRequestId: run.workRequestId } } as never);
    expect(detail.freezeOverride).toEqual({ reason: 'zero day', by: 'ada' });
    expect(await bed.log(run.workRequestId)).toContain('WARNING ada overrode any freeze: zero day');
    const { rows } = await sql`
      select actor, action, details from audit_events where target = ${run.workRequestId}::text`.execute(bed.db);
    expect(rows).toEqual([{ actor: 'ada', action: 'override freeze', details: { reason: 'zero day' } }]);
  });

  it('holds up a retry too, which is let go ahead by a reason of its own', async () => {
    const run = await runFrozen({ count: 1 });
    const retry = async (overrideFreeze?: object) => {
      const body = { states: ['SKIPPED'], overrideFreeze };
      const asked = { params: { workRequestId: run.workRequestId }, body, principal: { name: 'grace' } } as never;
      return await bed.work.handlers.retryWorkRequest(asked);
    };
    expect(await retry()).toMatchObject({ counts: { SKIPPED: 1 } });
    const again = await retry({ reason: 'zero day' });
    expect(again).toMatchObject({ counts: { PENDING: 1 } });
    expect(await bed.log(again.id)).toContain('WARNING grace overrode any freeze: zero day');
  });

  it('does not hold up what changes nothing', async () => {
    const scan = await runFrozen({ count: 1, documentName: 'Rustine-ScanInstance' });
    expect(await scan.released()).toHaveLength(1);
    const patch = { count: 1, documentName: 'Rustine-PatchInstance' };
    const dryRun = await runFrozen({ ...patch, parameters: { Operation: ['DryRun'] } });
    expect(await dryRun.released()).toHaveLength(1);
    const install = await runFrozen({ ...patch, parameters: { Operation: ['Install'] } });
    expect(await install.standing()).toMatchObject([{ state: 'SKIPPED' }]);
  });

  it('that begins while something waits for its turn skips it, and the next goes on', async () => {
    const run = await runOn(bed, { count: 3, maxConcurrency: '1' });
    const [first] = await run.released();
    await run.accept(first!);
    freeze([run.instanceIds[1]!]);
    await run.finish(first!, 'SUCCEEDED');
    await run.dispatch();
    expect(await run.standing()).toMatchObject([
      { state: 'SUCCEEDED' },
      { state: 'SKIPPED', reason: expect.stringContaining('year end') },
      { state: 'PENDING', released: true },
    ]);
  });

  it('that skips the last that waits ends the work request', async () => {
    const run = await runOn(bed, { count: 2, maxConcurrency: '1' });
    const [first] = await run.released();
    await run.accept(first!);
    freeze(run.instanceIds);
    await run.finish(first!, 'SUCCEEDED');
    await run.dispatch();
    expect(await run.workRequest()).toMatchObject({ state: 'SUCCEEDED', counts: { SUCCEEDED: 1, SKIPPED: 1 } });
  });

  it('that begins before the agent comes for its command skips it: its turn was earlier', async () => {
    const run = await runOn(bed, { count: 2, online: 0 });
    expect(await run.released()).toHaveLength(2);
    freeze(run.instanceIds.slice(0, 1));
    expect(await bed.agent(run.instanceIds[0]!).inbox()).toEqual({ commands: [], cancel: [] });
    expect((await bed.agent(run.instanceIds[1]!).inbox()).commands).toHaveLength(1);
    expect(await run.standing()).toMatchObject([
      { state: 'SKIPPED', reason: expect.stringContaining('the freeze "year end" holds') },
      { state: 'PENDING', released: true },
    ]);
  });

  it('that begins after the command went out has it handed out no more, and ends nothing that runs', async () => {
    const run = await runOn(bed, { count: 1 });
    const [one] = await run.standing();
    const agent = bed.agent(one!.instanceId);
    expect((await agent.inbox()).commands).toHaveLength(1);
    freeze(run.instanceIds);
    expect((await agent.inbox()).commands).toEqual([]);
    await run.accept(one!);
    await run.finish(one!, 'SUCCEEDED');
    expect(await run.standing()).toMatchObject([{ state: 'SUCCEEDED' }]);
  });

  it('that is to begin is in the command, so that an agent that is busy begins nothing in it', async () => {
    const [run, other] = [await runOn(bed, { count: 1 }), await runOn(bed, { count: 1 })];
    const [soon, later] = [...run.instanceIds, ...other.instanceIds];
    const hours = (count: number) => new Date(bed.clock().getTime() + count * 3_600_000);
    bed.windows.nextFreezes.set(soon!, hours(3)).set(later!, hours(100));
    const claimsFor = async (id: string) => claimsOf((await bed.agent(id).inbox()).commands[0]!.jws);
    expect(await claimsFor(soon!)).toMatchObject({ startUntil: hours(3).getTime() / 1000 });
    expect(await claimsFor(later!)).not.toHaveProperty('startUntil');
    const free = await runOn(bed, { count: 1, overrideFreeze: { reason: 'zero day', by: 'ada' } });
    bed.windows.nextFreezes.set(free.instanceIds[0]!, hours(3));
    expect(await claimsFor(free.instanceIds[0]!)).not.toHaveProperty('startUntil');
    const [one] = await run.standing();
    await run.accept(one!);
    const refused = { type: 'refused', code: 'WINDOW_CLOSED', message: 'a freeze begins' } as const;
    await bed.agent(one!.instanceId).post(bed.events(one!.id, [refused], 2));
    expect((await run.standing())[0]).toMatchObject({ state: 'SKIPPED' });
  });

  it('that begins while the agent is being answered is in the command', async () => {
    const run = await runOn(bed, { count: 1 });
    const [instanceId] = run.instanceIds;
    const begins = new Date(bed.clock().getTime() + 1000);
    const before = { ...bed.windows.needs };
    try {
      Object.assign(bed.windows.needs, {
        freezesOn: async () => (bed.passTime(2), new Map()),
        nextFreezeStart: async (_reader: unknown, _id: string, after: Date) => (begins > after ? begins : null),
      });
      const [command] = (await bed.agent(instanceId!).inbox()).commands;
      expect(claimsOf(command!.jws)).toMatchObject({ startUntil: begins.getTime() / 1000 });
    } finally {
      Object.assign(bed.windows.needs, before);
    }
  });

  it('that was overridden hands out the command all the same', async () => {
    const run = await runOn(bed, { count: 1, overrideFreeze: { reason: 'zero day', by: 'ada' } });
    freeze(run.instanceIds);
    expect((await bed.agent(run.instanceIds[0]!).inbox()).commands).toHaveLength(1);
  });

  it('that begins while an instance is silent wakes it no more', async () => {
    const run = await runOn(bed, { count: 1, power: 'WAKE' });
    freeze(run.instanceIds);
    const woken = bed.power.woken.length;
    bed.passTime(600);
    await run.dispatch();
    expect(bed.power.woken).toHaveLength(woken);
    expect(await run.standing()).toMatchObject([{ state: 'SKIPPED', reason: expect.stringContaining('year end') }]);
    expect(await run.workRequest()).toMatchObject({ state: 'CANCELED' });
  });

  it('that begins while a machine starts has it put back, and nothing runs on it', async () => {
    const run = await runOn(bed, { count: 1, online: 0, power: 'WAKE' });
    const [one] = await run.standing();
    freeze(run.instanceIds);
    const outcome = { kind: 'RUNNING', startedByUs: true } as const;
    await withTransaction(bed.db, (tx) =>
      bed.work.wakeSettled(tx, { invocationId: one!.id, outcome, at: bed.clock() }),
    );
    expect(await bed.agent(one!.instanceId).inbox()).toEqual({ commands: [], cancel: [] });
    expect(bed.power.restored.at(-1)).toMatchObject({ invocationId: one!.id });
    expect(await run.standing()).toMatchObject([{ state: 'POWERING_OFF', reason: expect.stringContaining('SKIPPED') }]);
  });
});
