import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openPowerBed, type PowerBed } from './testing/power-bed.ts';

let bed: PowerBed;
beforeAll(async () => {
  bed = await openPowerBed();
});
beforeEach(() => sql`delete from power_bindings`.execute(bed.db));
afterAll(() => bed[Symbol.asyncDispose]());

const PATIENCE = { timeout: 20_000 };
const statusOf = async (instanceId: string) =>
  (await bed.fleet.handlers.getInstance({ params: { instanceId } } as never)).status;
const bindingOf = async (instanceId: string) =>
  (await bed.ask('getInstancePower', { params: { instanceId } })).binding!;
const page = (cursor?: string) => bed.ask('refreshPower', { query: { cursor } });

describe('asking about silent machines by hand', () => {
  it('leaves out who gives a sign of life, and tells what is off, what is not, and what is not known', async () => {
    const [off, on, alive] = [await bed.machine('stopped'), await bed.machine('running'), await bed.machine('stopped')];
    await bed.fleet.noteSeen([alive.instanceId], bed.clock());
    expect(await page()).toEqual({ asked: 2, stopped: 1, running: 1, failed: 0, left: 0, nextCursor: null });
    expect(await statusOf(off.instanceId)).toBe('STOPPED');
    expect(await statusOf(on.instanceId)).toBe('OFFLINE');
    expect(await statusOf(alive.instanceId)).toBe('ONLINE');
    bed.passTime(400);
    await off.set('running boot-9');
    await on.fail('status', 'busy');
    expect(await page()).toMatchObject({ asked: 3, stopped: 1, running: 1, failed: 1 });
    expect(await statusOf(off.instanceId)).toBe('OFFLINE');
    expect(await bindingOf(on.instanceId)).toMatchObject({ state: 'RUNNING', message: 'files: busy' });
  });

  it('is done a few a request, each machine once, whoever comes or goes meanwhile', async () => {
    const machines = [];
    for (let number = 0; number < 12; number += 1) machines.push(await bed.machine('stopped'));
    const first = await page();
    expect(first).toMatchObject({ asked: 5, stopped: 5, left: 7 });
    await bed.fleet.noteSeen([machines[6]!.instanceId], bed.clock());
    const late = await bed.machine('running');
    const second = await page(first.nextCursor!);
    expect(second).toMatchObject({ asked: 5, stopped: 5, left: 2 });
    expect(await page(second.nextCursor!)).toMatchObject({ asked: 2, left: 0, nextCursor: null });
    expect(await bindingOf(late.instanceId)).toMatchObject({ state: 'RUNNING' });
  });

  it('asks about the same again when an answer was lost, on whichever replica', async () => {
    for (let number = 0; number < 6; number += 1) await bed.machine('stopped');
    const { nextCursor } = await page();
    const replica = bed.newReplica();
    const again = replica.handlers.refreshPower({ query: { cursor: nextCursor! } } as never);
    expect([await page(nextCursor!), await again]).toMatchObject([
      { asked: 1, left: 0 },
      { asked: 1, left: 0 },
    ]);
  });

  it('asks about all of a page at the same time, so that it lasts as long as one call', async () => {
    const machines = [];
    for (let number = 0; number < 5; number += 1) machines.push(await bed.machine('stopped'));
    for (const machine of machines) await machine.hang();
    const answered = page();
    for (const machine of machines) await machine.asked();
    for (const machine of machines) await machine.answer();
    expect(await answered).toMatchObject({ asked: 5, stopped: 5 });
  });

  it('is refused with a cursor that no server gave', async () => {
    await expect(page('%')).rejects.toMatchObject({ code: 'VALIDATION_FAILED', details: [{ place: 'query.cursor' }] });
  });
});

describe('the sweep', () => {
  it('asks about each machine that gives no sign of life once in five minutes, also after a person did', async () => {
    const asked = await bed.machine('stopped');
    await page();
    await asked.set('running boot-9');
    for (const expected of ['STOPPED', 'RUNNING']) {
      const other = await bed.machine('running');
      await bed.power.start();
      await vi.waitFor(async () => expect((await bindingOf(other.instanceId)).state).toBe('RUNNING'), PATIENCE);
      await bed.power.stop();
      expect((await bindingOf(asked.instanceId)).state).toBe(expected);
      bed.passTime(301);
    }
  });

  it('finds the runs that ended without letting go, and puts their machines back', async () => {
    const { instanceId, state } = await bed.machine('stopped');
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    await sql`update invocations set state = 'FAILED', deadline_at = null where id = ${invocationId}::text`.execute(
      bed.db,
    );
    bed.passTime(61);
    await bed.power.start();
    await bed.power.stop();
    await bed.runJobs();
    expect(await state()).toBe('stopped');
  });

  it('holds up neither the start nor the end of the server while providers do not answer', async () => {
    const machines = [];
    for (let count = 0; count < 12; count += 1) machines.push(await bed.machine('stopped'));
    for (const machine of machines) await machine.hang();
    await bed.power.start();
    const stopped = bed.power.stop();
    for (const machine of machines) await machine.answer();
    await stopped;
    const answered = await Promise.all(machines.map(({ instanceId }) => statusOf(instanceId)));
    expect(answered.filter((status) => status === 'STOPPED').length).toBeLessThan(machines.length);
  });

  it('takes up a session whose job was lost', async () => {
    const { instanceId, state } = await bed.machine('stopped');
    await bed.wake(instanceId);
    await sql`delete from graphile_worker._private_jobs`.execute(bed.db);
    bed.passTime(61);
    await bed.power.start();
    await bed.power.stop();
    await bed.runJobs();
    expect(await state()).toMatch(/^running/);
  });
});
