import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../ids.ts';
import { addInstance, addInvocation } from '../../testing/fleet-rows.ts';
import { openPowerBed, type PowerBed } from './testing/power-bed.ts';

let bed: PowerBed;
beforeAll(async () => {
  bed = await openPowerBed();
});
afterAll(() => bed[Symbol.asyncDispose]());

const audited = async (target: string) => {
  const { rows } = await sql<{ action: string; actor: string }>`
    select action, actor from audit_events where target = ${target}::text order by id`.execute(bed.db);
  return rows.map(({ action, actor }) => `${actor}: ${action}`);
};
const wakeOnLan = () => ({ kind: 'wake-on-lan', broadcast: '127.0.0.1', port: 9, ...bed.timing });
const create = (name: string, settings: object = wakeOnLan()) =>
  bed.ask('createPowerProvider', { body: { name, settings } });

describe('a power provider', () => {
  it('has a name of its own, keeps its kind, and is noted with each change', async () => {
    const { id } = await create('lan');
    await expect(create('lan')).rejects.toMatchObject({ code: 'CONFLICT', details: [{ place: 'body.name' }] });
    const rename = (name: string) => bed.ask('updatePowerProvider', { params: { providerId: id }, body: { name } });
    await expect(rename('files')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await rename('lan-2')).toMatchObject({ name: 'lan-2', settings: wakeOnLan(), instances: 0 });
    const settings = { kind: 'exec', command: 'hypervisor', ...bed.timing };
    await expect(
      bed.ask('updatePowerProvider', { params: { providerId: id }, body: { settings } }),
    ).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('of the kind wake-on-lan') });
    expect((await bed.ask('listPowerProviders')).items.map(({ name }) => name)).toEqual(['files', 'lan-2']);
    await bed.ask('deletePowerProvider', { params: { providerId: id } });
    await expect(bed.ask('getPowerProvider', { params: { providerId: id } })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await audited(id)).toEqual([
      'ada: create power provider',
      'ada: change power provider',
      'ada: delete power provider',
    ]);
  });

  it('is not deleted while instances are bound to it', async () => {
    await bed.machine('running');
    await expect(bed.ask('deletePowerProvider', { params: { providerId: bed.providerId } })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('unbind them'),
    });
  });

  it('leads to no other machines while one of its own is to be put back', async () => {
    const { instanceId } = await bed.machine('stopped');
    const change = (settings: object) =>
      bed.ask('updatePowerProvider', {
        params: { providerId: bed.providerId },
        body: { settings: { kind: 'exec', command: 'hypervisor', ...bed.timing, ...settings } },
      });
    const binding = async () => (await bed.ask('getInstancePower', { params: { instanceId } })).binding;
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    await expect(change({ command: 'other' })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await change({ startSeconds: 900 })).toMatchObject({ settings: { startSeconds: 900 } });
    await bed.restore(instanceId, invocationId);
    await bed.runJobs();
    await bed.ask('getInstancePower', { params: { instanceId }, query: { refresh: true } });
    expect(await binding()).toMatchObject({ state: 'STOPPED' });
    expect(await change({ command: 'other' })).toMatchObject({ settings: { command: 'other' } });
    expect(await binding()).toMatchObject({ state: null, stateAt: null });
    await change({});
    bed.told.splice(0);
  });

  it('is tested by asking for one machine, and says why it does not know it', async () => {
    const { ref } = await bed.machine('running');
    const test = (asked: string) =>
      bed.ask('testPowerProvider', { params: { providerId: bed.providerId }, body: { ref: asked } });
    expect(await test(ref)).toEqual({ ok: true, state: 'RUNNING', marker: 'boot-0', message: '' });
    const unknown = { ok: false, state: 'UNKNOWN', marker: null, message: 'files: there is no machine nobody' };
    expect(await test('nobody')).toEqual(unknown);
  });
});

describe('binding an instance', () => {
  const bind = (instanceId: string, body: object) =>
    bed.ask('bindInstancePower', { params: { instanceId }, body: { leaveOn: false, ...body } });

  it('is refused for an instance, a provider or a name that cannot be, with the place', async () => {
    const instanceId = await addInstance(bed.db);
    const { id: lan } = await create('lan-3');
    await expect(bind(newId('instance'), { providerId: lan, ref: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bind(instanceId, { providerId: newId('powerProvider'), ref: 'x' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: [{ place: 'body.providerId' }],
    });
    await expect(bind(instanceId, { providerId: lan, ref: 'web-1' })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      details: [{ place: 'body.ref', message: 'web-1 is not a MAC address such as 52:54:00:12:34:56.' }],
    });
  });

  it('to what can only start machines needs the word that they stay on', async () => {
    const instanceId = await addInstance(bed.db);
    const { id: lan } = await create('lan-4');
    const ref = '52:54:00:00:00:04';
    await expect(bind(instanceId, { providerId: lan, ref })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      details: [{ place: 'body.leaveOn' }],
    });
    expect((await bind(instanceId, { providerId: lan, ref, leaveOn: true })).binding).toMatchObject({ leaveOn: true });
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    const outcome = { kind: 'RUNNING', startedByUs: true };
    expect(bed.told.splice(0)).toEqual([{ about: 'wake', invocationId, outcome }]);
    const reason = 'its binding says that it stays on';
    expect(await bed.restore(instanceId, invocationId)).toEqual({ restore: false, reason });
  });

  it('gives a machine to one instance, until that one is removed', async () => {
    const { instanceId, ref } = await bed.machine('running');
    const other = await addInstance(bed.db);
    await expect(bind(other, { providerId: bed.providerId, ref })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(instanceId),
    });
    await sql`update managed_instances set retired_at = now() where id = ${instanceId}::text`.execute(bed.db);
    expect((await bind(other, { providerId: bed.providerId, ref })).binding).toMatchObject({ ref });
  });

  it('gives nobody a machine that is still to be put back for one that was removed', async () => {
    const { instanceId, ref, changes } = await bed.machine('stopped');
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    await sql`update managed_instances set retired_at = now() where id = ${instanceId}::text`.execute(bed.db);
    const again = await addInstance(bed.db);
    await expect(bind(again, { providerId: bed.providerId, ref })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(`put back for ${instanceId}`),
      details: [{ place: 'body.ref' }],
    });
    await bed.restore(instanceId, invocationId);
    await bed.runJobs();
    expect(await changes()).toEqual(['start', 'stop']);
    expect((await bind(again, { providerId: bed.providerId, ref })).binding).toMatchObject({ ref });
  });

  it('is not changed while a run needs the machine', async () => {
    const { instanceId, ref } = await bed.machine('stopped');
    const invocationId = await bed.wake(instanceId);
    await expect(bind(instanceId, { providerId: bed.providerId, ref })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(bed.ask('unbindInstancePower', { params: { instanceId } })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await bed.restore(instanceId, invocationId);
    await bed.runJobs();
    await bed.ask('unbindInstancePower', { params: { instanceId } });
    expect(await bed.power.boundInstances(bed.db, [instanceId])).toEqual([]);
    expect((await audited(instanceId)).slice(-1)).toEqual(['ada: unbind power']);
  });
});

describe('a person', () => {
  it('switches a machine on and off, and is noted', async () => {
    const { instanceId, state } = await bed.machine('stopped');
    const asked = { params: { instanceId } };
    expect((await bed.ask('startInstance', asked)).binding).toMatchObject({ state: 'STARTING' });
    expect((await bed.ask('getInstancePower', { ...asked, query: { refresh: true } })).binding?.state).toBe('RUNNING');
    await bed.ask('stopInstance', asked);
    expect(await state()).toBe('stopped');
    expect((await audited(instanceId)).slice(-2)).toEqual(['ada: start instance', 'ada: stop instance']);
  });

  it('does not switch off what a run needs', async () => {
    const { instanceId, changes } = await bed.machine('stopped');
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    await expect(bed.ask('stopInstance', { params: { instanceId } })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await changes()).toEqual(['start']);
    await bed.restore(instanceId, invocationId);
    await bed.runJobs();
  });

  it('does not switch off a machine whose agent was given a command while the way to it was opened', async () => {
    const settings = { kind: 'ipmi', username: 'patcher', passwordParameter: '/bmc/password' };
    const { instanceId } = await bed.bound(settings, '127.0.0.1:1');
    const invocationId = await addInvocation(bed.db, instanceId, { state: 'PENDING' });
    bed.onSecret = async () =>
      void (await sql`update invocations set offered_at = now() where id = ${invocationId}::text`.execute(bed.db));
    bed.secrets.set('/bmc/password', 'secret');
    await expect(bed.ask('stopInstance', { params: { instanceId } })).rejects.toMatchObject({ code: 'CONFLICT' });
    bed.onSecret = async () => undefined;
  });

  it('does not switch off a machine on which a run is under way that found it on', async () => {
    const { instanceId, changes } = await bed.machine('running');
    await addInvocation(bed.db, instanceId, { state: 'RUNNING' });
    await expect(bed.ask('stopInstance', { params: { instanceId } })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await changes()).toEqual([]);
  });

  it('is told to wait who switches on what is being switched off, which would go off all the same', async () => {
    const { instanceId, state, changes } = await bed.machine('stopped');
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    await bed.restore(instanceId, invocationId);
    await bed.run(await bed.openSessionId(instanceId));
    await expect(bed.ask('startInstance', { params: { instanceId } })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('is being switched off'),
    });
    await bed.runJobs();
    expect(await state()).toBe('stopped');
    expect(await changes()).toEqual(['start', 'stop']);
    await bed.ask('startInstance', { params: { instanceId } });
    expect(await state()).toMatch(/^starting|^running/);
  });

  it('is told why it was not possible, in the words of the provider', async () => {
    const { instanceId, fail } = await bed.machine('stopped');
    await fail('start', 'no capacity');
    await expect(bed.ask('startInstance', { params: { instanceId } })).rejects.toMatchObject({
      code: 'POWER_FAILED',
      message: 'files: no capacity',
    });
    const unbound = await addInstance(bed.db);
    await expect(bed.ask('startInstance', { params: { instanceId: unbound } })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('rustine power bind'),
    });
  });
});
