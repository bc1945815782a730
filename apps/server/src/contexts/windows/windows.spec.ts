import { ROOT_COMPARTMENT_ID } from '@rustine/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../ids.ts';
import { addInstance } from '../../testing/fleet-rows.ts';
import { nights } from './testing/nights.ts';
import { openWindows, type OpenWindows } from './testing/open-windows.ts';

let house: OpenWindows;

beforeAll(async () => {
  house = await openWindows(new Date('2026-12-08T22:00:00Z'));
});

afterAll(() => house[Symbol.asyncDispose]());

const create = (spec: object = {}) =>
  house.ask('createWindow', { body: { ...nights, name: newId('window'), ...spec } });
const update = (windowId: string, body: object) => house.ask('updateWindow', { params: { windowId }, body });

describe('a maintenance window', () => {
  it('tells when it is open now, and when it opens next', async () => {
    const made = await create({ description: 'every night' });
    expect(made).toMatchObject({
      compartmentId: ROOT_COMPARTMENT_ID,
      description: 'every night',
      createdBy: 'admin',
      current: {
        opensAt: '2026-12-08T21:00:00.000Z',
        cutoffAt: '2026-12-09T00:30:00.000Z',
        closesAt: '2026-12-09T01:00:00.000Z',
      },
      next: { opensAt: '2026-12-09T21:00:00.000Z' },
    });
    expect(await house.ask('getWindow', { params: { windowId: made.id } })).toEqual(made);
    expect(await update(made.id, { enabled: false })).toMatchObject({ current: null, next: null });
  });

  it('lists the times that it is open, the one that is open now first', async () => {
    const { id } = await create();
    const { items } = await house.ask('listWindowOccurrences', { params: { windowId: id }, query: { count: 3 } });
    expect(items.map(({ opensAt }) => opensAt.slice(0, 10))).toEqual(['2026-12-08', '2026-12-09', '2026-12-10']);
  });

  it('is changed where it is named, and is audited', async () => {
    const { id, schedule } = await create();
    expect(await update(id, { durationMinutes: 60 })).toMatchObject({
      durationMinutes: 60,
      cutoffMinutes: 30,
      schedule,
    });
    expect((await house.ask('getWindow', { params: { windowId: id } })).current).toBeNull();
    await house.ask('deleteWindow', { params: { windowId: id } });
    const audited = await sql<{ action: string; details: object }>`
      select action, details from audit_events where target = ${id} order by id`.execute(house.database.db);
    expect(audited.rows.map(({ action }) => action)).toEqual([
      'create maintenance window',
      'change maintenance window',
      'delete maintenance window',
    ]);
    expect(audited.rows[1]?.details).toEqual({ durationMinutes: 60 });
    await expect(house.ask('getWindow', { params: { windowId: id } })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('has one name in its compartment', async () => {
    const { id: compartmentId } = await house.askFleet('createCompartment', { body: { name: 'names' } });
    await create({ name: 'one', compartmentId });
    await expect(create({ name: 'one', compartmentId })).rejects.toMatchObject({
      code: 'CONFLICT',
      details: [{ place: 'body.name' }],
    });
    const { id } = await create({ name: 'one' });
    await expect(update(id, { compartmentId })).rejects.toMatchObject({
      code: 'CONFLICT',
      details: [{ place: 'body.name' }],
    });
    expect(await update(id, { name: 'two', compartmentId })).toMatchObject({ name: 'two', compartmentId });
  });

  it.each([
    [
      { schedule: { kind: 'rrule', rrule: 'FREQ=SOMETIMES', start: '2026-01-01T00:00', timezone: 'UTC' } },
      'body.schedule.rrule',
    ],
    [{ schedule: { kind: 'cron', cron: '* * *', timezone: 'UTC' } }, 'body.schedule.cron'],
    [{ schedule: { kind: 'cron', cron: '0 0 * * *', timezone: 'Europe/Atlantis' } }, 'body.schedule.timezone'],
  ])('refuses %j and says where the fault is', async (spec, place) => {
    const refusal = { code: 'VALIDATION_FAILED', details: [{ place }] };
    await expect(create(spec)).rejects.toMatchObject(refusal);
    const { id } = await create();
    await expect(update(id, spec)).rejects.toMatchObject(refusal);
  });

  it('keeps a cut-off that leaves time, whichever of the two is changed', async () => {
    const { id } = await create();
    const refusal = { code: 'VALIDATION_FAILED', details: [{ place: 'body.cutoffMinutes' }] };
    await expect(update(id, { durationMinutes: 30 })).rejects.toMatchObject(refusal);
    await expect(update(id, { cutoffMinutes: 240 })).rejects.toMatchObject(refusal);
  });

  it('refuses targets and compartments that are not there, with their place', async () => {
    const missing = { targets: { instanceIds: [newId('instance')] } };
    const refusal = { code: 'NOT_FOUND', details: [{ place: 'body.targets.instanceIds[0]' }] };
    await expect(create(missing)).rejects.toMatchObject(refusal);
    const { id } = await create();
    await expect(update(id, missing)).rejects.toMatchObject(refusal);
    const compartmentId = newId('compartment');
    const noCompartment = { code: 'NOT_FOUND', details: [{ place: 'body.compartmentId' }] };
    await expect(create({ compartmentId })).rejects.toMatchObject(noCompartment);
    await expect(update(id, { compartmentId })).rejects.toMatchObject(noCompartment);
  });

  it('stays as long as a job requires it, and the refusal names the job', async () => {
    const { id } = await create();
    house.jobs = ['patch web', 'patch db'];
    const remove = () => house.ask('deleteWindow', { params: { windowId: id } });
    await expect(remove()).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('the jobs patch web, patch db'),
    });
    house.jobs = [];
    await remove();
  });

  it('keeps the compartment that it lies in or covers', async () => {
    const { id } = await house.askFleet('createCompartment', { body: { name: 'kept' } });
    const within = await create({ compartmentId: id });
    const covering = await create({ name: 'covering', targets: { compartmentId: id } });
    const remove = () => house.askFleet('deleteCompartment', { params: { compartmentId: id } });
    await expect(remove()).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/1 maintenance window, the maintenance window covering covers it/),
    });
    for (const { id: windowId } of [within, covering]) await house.ask('deleteWindow', { params: { windowId } });
    await remove();
  });
});

describe('the list of windows', () => {
  it('is by name in pages, of a compartment and what is below it', async () => {
    const { id: top } = await house.askFleet('createCompartment', { body: { name: 'top' } });
    const { id: below } = await house.askFleet('createCompartment', { body: { name: 'below', parentId: top } });
    await create({ name: 'b', compartmentId: top });
    await create({ name: 'c', compartmentId: below });
    await create({ name: 'a', compartmentId: below });
    const list = async (query: object) => {
      const page = await house.ask('listWindows', { query: { limit: 2, compartmentId: top, ...query } });
      return { names: page.items.map(({ name }) => name), nextCursor: page.nextCursor };
    };
    expect(await list({})).toEqual({ names: ['b'], nextCursor: null });
    const first = await list({ recursive: true });
    expect(first.names).toEqual(['a', 'b']);
    expect(await list({ recursive: true, cursor: first.nextCursor })).toEqual({ names: ['c'], nextCursor: null });
    await expect(list({ compartmentId: newId('compartment') })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('of an instance has those that cover it, the disabled ones too', async () => {
    const { db } = house.database;
    const [mine, other] = [await addInstance(db), await addInstance(db)];
    const one = await create({ name: 'x', targets: { instanceIds: [mine] } });
    const off = await create({ name: 'y', targets: { instanceIds: [mine] }, enabled: false });
    await create({ targets: { instanceIds: [other] } });
    const { items } = await house.ask('listWindows', { query: { limit: 100, instanceId: mine } });
    const ids = items.map(({ id }) => id);
    expect(ids.filter((id) => id === one.id || id === off.id)).toEqual([one.id, off.id]);
    expect(items.every(({ targets }) => targets.instanceIds?.includes(other) !== true)).toBe(true);
    await expect(
      house.ask('listWindows', { query: { limit: 100, instanceId: newId('instance') } }),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
