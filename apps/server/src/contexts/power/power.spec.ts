import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withTransaction } from '../../db/with-transaction.ts';
import { addInvocation } from '../../testing/fleet-rows.ts';
import { openPowerBed, type PowerBed } from './testing/power-bed.ts';

let bed: PowerBed;
beforeAll(async () => {
  bed = await openPowerBed();
});
beforeEach(() => void bed.told.splice(0));
afterAll(() => bed[Symbol.asyncDispose]());

const running = (startedByUs: boolean) => ({ kind: 'RUNNING', startedByUs });

describe('a machine that is switched off', () => {
  it('is started for a run, and is off again after it', async () => {
    const { instanceId, state, changes } = await bed.machine('stopped');
    const invocationId = await bed.wake(instanceId);
    expect(await changes()).toEqual([]);
    await bed.runJobs();
    expect(bed.told).toEqual([{ about: 'wake', invocationId, outcome: running(true) }]);
    expect(await state()).toMatch(/^running/);
    expect(await bed.restore(instanceId, invocationId)).toEqual({ restore: true, reason: '' });
    expect(await bed.restore(instanceId, invocationId)).toEqual({ restore: true, reason: '' });
    await bed.runJobs();
    expect(bed.told[1]).toEqual({ about: 'restore', invocationId, outcome: { kind: 'STOPPED' } });
    expect(await state()).toBe('stopped');
    expect(await changes()).toEqual(['start', 'stop']);
    expect(await bed.sessionOf(instanceId)).toMatchObject({ phase: 'ENDED', outcome: 'STOPPED', found: 'STOPPED' });
    expect(await bed.restore(instanceId, invocationId)).toEqual({ restore: false, reason: '' });
    const { rows } = await sql<{ action: string; actor: string }>`
      select action, actor from audit_events where target = ${instanceId}::text order by id`.execute(bed.db);
    expect(rows.map(({ action, actor }) => `${actor}: ${action}`)).toEqual([
      'ada: bind power',
      'rustine: wake machine',
      'rustine: put machine back',
    ]);
  });

  it('is shown STOPPED from then on, until it gives a sign of life', async () => {
    const { instanceId } = await bed.machine('stopped');
    const power = async () => (await bed.ask('getInstancePower', { params: { instanceId } })).binding?.state;
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    expect(await power()).toBe('RUNNING');
    await bed.restore(instanceId, invocationId);
    await bed.runJobs();
    expect(await power()).toBe('STOPPED');
    const status = async () => (await bed.fleet.handlers.getInstance({ params: { instanceId } } as never)).status;
    expect(await status()).toBe('STOPPED');
    bed.passTime(10);
    await bed.fleet.noteSeen([instanceId], bed.clock());
    expect(await status()).toBe('ONLINE');
  });

  it('is waited for as long as its provider gives it, and nothing is waited for in between', async () => {
    const { instanceId } = await bed.machine('stopped');
    const invocationId = await bed.wake(instanceId);
    const settlesIn = async () => {
      const until = await withTransaction(bed.db, (tx) => bed.power.settlesBy(tx, invocationId));
      return until === null ? null : (until.getTime() - bed.clock().getTime()) / 1000;
    };
    expect(await settlesIn()).toBe(720);
    await bed.runJobs();
    expect(await settlesIn()).toBe(null);
    await bed.restore(instanceId, invocationId);
    expect(await settlesIn()).toBe(720);
    await bed.runJobs();
    expect(await settlesIn()).toBe(null);
  });

  it('is put back when the run is canceled while the machine comes up', async () => {
    const { instanceId, state, changes } = await bed.machine('stopped');
    const invocationId = await bed.wake(instanceId);
    await bed.run(await bed.openSessionId(instanceId));
    expect(await bed.restore(instanceId, invocationId)).toEqual({ restore: true, reason: '' });
    await bed.runJobs();
    expect(bed.told).toEqual([{ about: 'restore', invocationId, outcome: { kind: 'STOPPED' } }]);
    expect(await state()).toBe('stopped');
    expect(await changes()).toEqual(['start', 'stop']);
  });

  it('stays off when the run is canceled before anything was done', async () => {
    const { instanceId, changes } = await bed.machine('stopped');
    const invocationId = await bed.wake(instanceId);
    expect(await bed.restore(instanceId, invocationId)).toEqual({ restore: false, reason: '' });
    await bed.runJobs();
    expect(await changes()).toEqual([]);
    expect(bed.told).toEqual([]);
  });

  it('is put back when the last of several runs has ended, not before', async () => {
    const { instanceId, state } = await bed.machine('stopped');
    const first = await bed.wake(instanceId);
    await bed.runJobs();
    const second = await bed.wake(instanceId);
    await bed.runJobs();
    expect(bed.told.map(({ invocationId, outcome }) => [invocationId, outcome])).toEqual([
      [first, running(true)],
      [second, running(true)],
    ]);
    expect(await bed.restore(instanceId, first)).toEqual({ restore: false, reason: 'another run still needs it' });
    await bed.runJobs();
    expect(await state()).toMatch(/^running/);
    expect(await bed.restore(instanceId, second)).toEqual({ restore: true, reason: '' });
    await bed.runJobs();
    expect(await state()).toBe('stopped');
  });

  it('is kept for a run that asks before it was told to stop', async () => {
    const { instanceId, state, changes } = await bed.machine('stopped');
    const first = await bed.wake(instanceId);
    await bed.runJobs();
    await bed.restore(instanceId, first);
    const second = await bed.wake(instanceId);
    await bed.runJobs();
    const leftOn = { kind: 'LEFT_ON', reason: 'another run needs it' };
    expect(bed.told.slice(1)).toEqual([
      { about: 'restore', invocationId: first, outcome: leftOn },
      { about: 'wake', invocationId: second, outcome: running(true) },
    ]);
    await bed.restore(instanceId, second);
    await bed.runJobs();
    expect(await state()).toBe('stopped');
    expect(await changes()).toEqual(['start', 'stop']);
  });

  it('is woken again for a run that asks while it goes down', async () => {
    const { instanceId, state, changes } = await bed.machine('stopped');
    const first = await bed.wake(instanceId);
    await bed.runJobs();
    await bed.restore(instanceId, first);
    await bed.run(await bed.openSessionId(instanceId));
    const second = await bed.wake(instanceId);
    await bed.runJobs();
    expect(bed.told.slice(1)).toEqual([
      { about: 'restore', invocationId: first, outcome: { kind: 'STOPPED' } },
      { about: 'wake', invocationId: second, outcome: running(true) },
    ]);
    await bed.restore(instanceId, second);
    await bed.runJobs();
    expect(await state()).toBe('stopped');
    expect(await changes()).toEqual(['start', 'stop', 'start', 'stop']);
  });
});

describe('a machine that is left on', () => {
  it('ran before the run', async () => {
    const { instanceId, changes } = await bed.machine('running');
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    expect(bed.told).toEqual([{ about: 'wake', invocationId, outcome: running(false) }]);
    expect(await bed.restore(instanceId, invocationId)).toEqual({ restore: false, reason: '' });
    await bed.runJobs();
    expect(await changes()).toEqual([]);
    expect(await bed.sessionOf(instanceId)).toMatchObject({ outcome: 'WAS_ON' });
  });

  it('was started by somebody between our look and our start', async () => {
    const { instanceId, set, state } = await bed.machine('stopped');
    await set('stopped-now');
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    expect(bed.told).toEqual([{ about: 'wake', invocationId, outcome: running(false) }]);
    const answer = await bed.restore(instanceId, invocationId);
    expect(answer).toEqual({ restore: false, reason: 'somebody else had started it at the same moment' });
    await bed.runJobs();
    expect(await state()).toBe('running boot-by-hand');
  });

  it('was started anew by somebody during the run, as the provider knows', async () => {
    const { instanceId, set, state } = await bed.machine('stopped');
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    await set('running boot-by-hand');
    expect(await bed.restore(instanceId, invocationId)).toMatchObject({ restore: true });
    await bed.runJobs();
    const outcome = { kind: 'LEFT_ON', reason: 'somebody started it anew meanwhile' };
    expect(bed.told[1]).toEqual({ about: 'restore', invocationId, outcome });
    expect(await state()).toBe('running boot-by-hand');
  });

  it('was restarted by somebody during the run, as work knows', async () => {
    const { instanceId, state } = await bed.machine('stopped');
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    const answer = await bed.restore(instanceId, invocationId, true);
    expect(answer).toEqual({ restore: false, reason: 'somebody restarted it during the run' });
    await bed.runJobs();
    expect(await state()).toMatch(/^running/);
  });

  it('was asked for by a person during the run, who is noted', async () => {
    const { instanceId } = await bed.machine('stopped');
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    await bed.ask('startInstance', { params: { instanceId } });
    const answer = await bed.restore(instanceId, invocationId);
    expect(answer).toEqual({ restore: false, reason: 'somebody asked for it to stay on' });
  });

  it('is bound so', async () => {
    const { instanceId } = await bed.machine('stopped', { leaveOn: true });
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    const answer = await bed.restore(instanceId, invocationId);
    expect(answer).toEqual({ restore: false, reason: 'its binding says that it stays on' });
  });
});

describe('what fails', () => {
  it('at once when asking again is of no use', async () => {
    const { instanceId, fail, changes } = await bed.machine('stopped');
    await fail('start', '!it has no disk');
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    const outcome = { kind: 'FAILED', message: 'files: !it has no disk' };
    expect(bed.told).toEqual([{ about: 'wake', invocationId, outcome }]);
    expect(await changes()).toEqual(['start']);
  });

  it('is put back when it comes up after all', async () => {
    const { instanceId, set, state, changes } = await bed.machine('stopped');
    const invocationId = await bed.wake(instanceId);
    await bed.run(await bed.openSessionId(instanceId));
    await set('starting-slowly');
    for (let count = 0; count < 130; count += 1) {
      await bed.run(await bed.openSessionId(instanceId));
      bed.passTime(5);
    }
    const message = 'the provider still says that it is starting';
    expect(bed.told).toEqual([{ about: 'wake', invocationId, outcome: { kind: 'FAILED', message } }]);
    await set('running boot-late');
    await bed.runJobs();
    expect(await state()).toBe('stopped');
    expect(await changes()).toEqual(['start', 'stop']);
    expect(await bed.sessionOf(instanceId)).toMatchObject({ phase: 'ENDED', outcome: 'FAILED', message });
  });

  it.each(['asks for it', 'finds it on'])(
    'is forgotten when the machine comes up too late, and a run %s then',
    async (how) => {
      const { instanceId, set, changes } = await bed.machine('stopped');
      await bed.wake(instanceId);
      await bed.run(await bed.openSessionId(instanceId));
      await set('starting-slowly');
      for (let count = 0; count < 130; count += 1) {
        await bed.run(await bed.openSessionId(instanceId));
        bed.passTime(5);
      }
      const asks = how === 'asks for it';
      const second = asks ? await bed.wake(instanceId) : await addInvocation(bed.db, instanceId, { state: 'RUNNING' });
      await set('running boot-late');
      await bed.runJobs();
      expect(await changes()).toEqual(['start']);
      expect(bed.told.slice(1)).toEqual([{ about: 'wake', invocationId: second, outcome: running(true) }]);
      await sql`update invocations set state = 'SUCCEEDED' where id = ${second}::text`.execute(bed.db);
      await bed.restore(instanceId, second);
      await bed.runJobs();
      expect(await changes()).toEqual(['start', 'stop']);
      expect(await bed.sessionOf(instanceId)).toMatchObject({ phase: 'ENDED', outcome: 'STOPPED', message: '' });
    },
  );

  it("is that run's failure, with the provider's own words", async () => {
    const { instanceId, fail, changes } = await bed.machine('stopped');
    await fail('start', 'no capacity\nin this zone');
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    const message = 'it was told to start, and the provider still says that it is off; files: no capacity in this zone';
    expect(bed.told).toEqual([{ about: 'wake', invocationId, outcome: { kind: 'FAILED', message } }]);
    expect(await changes()).not.toContain('stop');
    expect(await bed.sessionOf(instanceId)).toMatchObject({ phase: 'ENDED', outcome: 'FAILED', message });
  });

  it('is a machine that nothing is known to switch on', async () => {
    const { instanceId } = await bed.machine('stopped');
    await bed.ask('unbindInstancePower', { params: { instanceId } });
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    const message = expect.stringContaining(`rustine power bind ${instanceId}`);
    expect(bed.told).toEqual([{ about: 'wake', invocationId, outcome: { kind: 'FAILED', message } }]);
  });

  it('is a stop that does not happen', async () => {
    const { instanceId, fail } = await bed.machine('stopped');
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    await fail('stop', 'locked by a backup');
    await bed.restore(instanceId, invocationId);
    await bed.runJobs();
    const message = 'it was told to stop, and the provider still says that it runs; files: locked by a backup';
    expect(bed.told[1]).toEqual({ about: 'restore', invocationId, outcome: { kind: 'FAILED', message } });
    expect(await bed.sessionOf(instanceId)).toMatchObject({ phase: 'ENDED', outcome: 'FAILED' });
  });
});
