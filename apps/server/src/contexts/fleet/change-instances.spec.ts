import { LABELS_MAX } from '@rustine/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../ids.ts';
import { addInstance, addInvocation } from '../../testing/fleet-rows.ts';
import { noteCheckIn, noteFacts } from './sql/check-in.ts';
import { touchInstances } from './sql/touch-instances.ts';
import { openFleet, type OpenFleet } from './testing/open-fleet.ts';
import { noNeighbours } from './testing/no-neighbours.ts';

let house: OpenFleet;
let other: string;
const told: string[] = [];
const now = new Date();

beforeAll(async () => {
  house = await openFleet({
    clock: () => now,
    needs: {
      ...noNeighbours,
      compliance: {
        ...noNeighbours.compliance,
        forgetInstance: async (_tx, id) => void told.push(`forget ${id}`),
      },
      work: {
        abandonInstance: async (_tx, { instanceId, by }) => void told.push(`abandon ${instanceId} ${by}`),
        closeLink: (id) => void told.push(`close ${id}`),
      },
    },
  });
  other = (await house.ask('createCompartment', { body: { name: 'other' } })).id;
});

afterAll(() => house.database.drop());

const update = (instanceId: string, body: object) => house.ask('updateInstance', { params: { instanceId }, body });
const show = (instanceId: string) => house.ask('getInstance', { params: { instanceId } });
const list = async (query: object) =>
  (await house.ask('listInstances', { query: { limit: 100, ...query } })).items.map((item) => item.displayName);
const auditedTargets = async (action: string) => {
  const { rows } = await sql<{ target: string }>`select target from audit_events where action = ${action}`.execute(
    house.database.db,
  );
  return rows.map(({ target }) => target);
};
/** Changes with each new version of the row. */
const versionOf = async (id: string) => {
  const { rows } = await sql<{ version: string }>`
    select ctid::text as version from managed_instances where id = ${id}`.execute(house.database.db);
  return rows[0]?.version;
};

describe('an instance', () => {
  it('is renamed, labelled and moved in one step; labels that are not named stay', async () => {
    const id = await addInstance(house.database.db);
    await update(id, { labels: { env: 'prod', role: 'web' } });
    const after = await update(id, { displayName: 'Shop', compartmentId: other, labels: { env: 'dev', role: null } });
    expect(after).toMatchObject({ displayName: 'Shop', compartmentId: other, labels: { env: 'dev' } });
    expect(await auditedTargets('change instance')).toContain(id);
  });

  it('keeps each of the labels that two people give it at the same moment', async () => {
    const id = await addInstance(house.database.db);
    const keys = Array.from({ length: 12 }, (_, index) => `k${index}`);
    await Promise.all(keys.map((key) => update(id, { labels: { [key]: 'v' } })));
    expect((await show(id)).labels).toEqual(Object.fromEntries(keys.map((key) => [key, 'v'])));
  });

  it('holds a bounded number of labels, and one too many changes nothing', async () => {
    const id = await addInstance(house.database.db);
    const many = Object.fromEntries(Array.from({ length: LABELS_MAX }, (_, index) => [`k${index}`, 'v']));
    await update(id, { labels: many });
    await expect(update(id, { displayName: 'X', labels: { more: 'v' } })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await show(id)).toMatchObject({ displayName: id, labels: many });
  });

  it('is not written, and nothing is audited, when it is so already', async () => {
    const id = await addInstance(house.database.db);
    await update(id, { labels: { env: 'prod' } });
    const before = await versionOf(id);
    const audited = (await auditedTargets('change instance')).length;
    await update(id, { labels: { env: 'prod', absent: null } });
    expect(await versionOf(id)).toBe(before);
    expect(await auditedTargets('change instance')).toHaveLength(audited);
  });

  it('goes nowhere that is not there', async () => {
    const id = await addInstance(house.database.db);
    await expect(update(id, { compartmentId: newId('compartment') })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: [{ place: 'body.compartmentId' }],
    });
    await expect(update(newId('instance'), { displayName: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('many instances', () => {
  it('are labelled and moved at once, each with a line of its own in the audit log', async () => {
    const { db } = house.database;
    const ids = await Promise.all(Array.from({ length: 5 }, () => addInstance(db)));
    const body = { targets: { instanceIds: ids }, compartmentId: other, labels: { wave: '1' } };
    expect(await house.ask('updateInstances', { body })).toEqual({ targeted: 5, changed: 5 });
    expect(await house.ask('updateInstances', { body })).toEqual({ targeted: 5, changed: 0 });
    const audited = await auditedTargets('change instance');
    for (const id of ids) expect(audited.filter((target) => target === id)).toHaveLength(1);
    const again = { targets: { labels: { wave: '1' } }, labels: { wave: null } };
    expect(await house.ask('updateInstances', { body: again })).toEqual({ targeted: 5, changed: 5 });
  });

  it('change together or not at all', async () => {
    const id = await addInstance(house.database.db);
    const body = { targets: { instanceIds: [id, newId('instance')] }, labels: { a: 'b' } };
    await expect(house.ask('updateInstances', { body })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await show(id)).labels).toEqual({});
  });

  it('are all changed by two who label the same fleet at the same time, in whatever order they name it', async () => {
    const { db } = house.database;
    const ids = await Promise.all(Array.from({ length: 40 }, () => addInstance(db)));
    const label = (instanceIds: string[], key: string) =>
      house.ask('updateInstances', { body: { targets: { instanceIds }, labels: { [key]: 'v' } } });
    const done = await Promise.all([label(ids, 'a'), label(ids.toReversed(), 'b'), label(ids, 'c')]);
    expect(done.map(({ changed }) => changed)).toEqual([40, 40, 40]);
    expect((await show(ids[0]!)).labels).toEqual({ a: 'v', b: 'v', c: 'v' });
  });
});

describe('the list of instances', () => {
  it('is narrowed by labels with or without a value, by system and by status', async () => {
    const { db } = house.database;
    const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
    const online = await addInstance(db, { displayName: 'fz-online', lastCheckInAt: ago(10) });
    const stale = await addInstance(db, { displayName: 'fz-stale', lastCheckInAt: ago(400) });
    await addInstance(db, { displayName: 'fz-offline', lastCheckInAt: ago(4000) });
    await addInstance(db, { displayName: 'fz-never' });
    const rebooting = await addInstance(db, { displayName: 'fz-rebooting', lastCheckInAt: ago(400) });
    await addInvocation(db, rebooting, { state: 'REBOOTING' });
    const search = 'fz-';
    expect(await list({ search, status: 'ONLINE' })).toEqual(['fz-online']);
    expect(await list({ search, status: 'STALE' })).toEqual(['fz-stale']);
    expect(await list({ search, status: 'OFFLINE' })).toEqual(['fz-never', 'fz-offline']);
    expect(await list({ search, status: 'REBOOTING' })).toEqual(['fz-rebooting']);
    expect((await show(rebooting)).status).toBe('REBOOTING');
    await update(online, { labels: { env: 'prod', note: 'a=b' } });
    await update(stale, { labels: { env: 'dev' } });
    expect(await list({ search, label: 'env' })).toEqual(['fz-online', 'fz-stale']);
    expect(await list({ search, label: ['env=prod', 'note=a=b'] })).toEqual(['fz-online']);
    expect(await list({ search, label: ['env=prod', 'env=dev'] })).toEqual([]);
    expect(await list({ search, label: 'env', osFamily: 'WINDOWS' })).toEqual([]);
  });
});

describe('a removed instance', () => {
  it('is shown nowhere and targeted by nothing, while its row stays for the history', async () => {
    const { db } = house.database;
    const id = await addInstance(db, { displayName: 'gone' });
    const { id: groupId } = await house.ask('createGroup', { body: { name: 'with-gone' } });
    const { id: ruleId } = await house.ask('createGroup', { body: { name: 'rule', rule: { labels: { old: '1' } } } });
    await house.ask('addGroupMembers', { params: { groupId }, body: { instanceIds: [id] } });
    await update(id, { labels: { old: '1' } });
    await house.ask('deleteInstance', { params: { instanceId: id } });
    expect(told).toEqual([`abandon ${id} admin`, `forget ${id}`, `close ${id}`]);
    const missing = { code: 'NOT_FOUND' };
    await expect(show(id)).rejects.toMatchObject(missing);
    await expect(update(id, { displayName: 'x' })).rejects.toMatchObject(missing);
    await expect(house.ask('deleteInstance', { params: { instanceId: id } })).rejects.toMatchObject(missing);
    await expect(house.fleet.instancesForTargets({ instanceIds: [id] })).rejects.toMatchObject(missing);
    expect(await house.fleet.instancesForTargets({ groupIds: [groupId, ruleId], labels: { old: '1' } })).toEqual([]);
    expect(await house.fleet.findInstances([id])).toEqual([]);
    expect(await list({ search: 'gone' })).toEqual([]);
    expect(await house.ask('getGroup', { params: { groupId } })).toMatchObject({ members: 0 });
    expect(await house.ask('getGroup', { params: { groupId: ruleId } })).toMatchObject({ members: 0 });
    expect(await auditedTargets('remove instance')).toEqual([id]);
    expect(await versionOf(id)).toBeDefined();
  });
});

describe('a check-in', () => {
  const boot = { bootId: 'boot-1', bootedAt: now.toISOString(), factsHash: 'a'.repeat(64) };

  it('writes no row when a sign of life of the same boot was noted a moment ago', async () => {
    const { db } = house.database;
    const id = await addInstance(db);
    await noteCheckIn(db, id, boot);
    const first = await versionOf(id);
    await noteCheckIn(db, id, boot);
    await touchInstances(db, [id], new Date());
    expect(await versionOf(id)).toBe(first);
    await noteCheckIn(db, id, { ...boot, bootId: 'boot-2' });
    expect(await versionOf(id)).not.toBe(first);
    const later = new Date(Date.now() + 60_000);
    await touchInstances(db, [id], later);
    expect((await show(id)).lastCheckInAt).toBe(later.toISOString());
  });

  it('leaves labels, compartment and a given name as they are when the facts change', async () => {
    const { db } = house.database;
    const id = await addInstance(db);
    await update(id, { displayName: 'Mine', compartmentId: other, labels: { env: 'prod' } });
    const facts = {
      hostname: 'new-host',
      osFamily: 'LINUX',
      osName: 'Debian 13',
      osVersion: '13',
      kernelVersion: '6.12',
      architecture: 'x86_64',
      agentVersion: '1',
    } as const;
    await noteFacts(db, id, facts, boot.factsHash);
    expect(await show(id)).toMatchObject({
      displayName: 'Mine',
      hostname: 'new-host',
      compartmentId: other,
      labels: { env: 'prod' },
    });
  });

  it('touches no index, so that a large fleet stays cheap to hear from', async () => {
    const { db } = house.database;
    const id = await addInstance(db);
    await update(id, { labels: { env: 'prod' } });
    const updates = async () => {
      await sql`select pg_stat_force_next_flush()`.execute(db);
      const { rows } = await sql<{ all: number; hot: number }>`
        select n_tup_upd as all, n_tup_hot_upd as hot from pg_stat_user_tables where relname = 'managed_instances'
      `.execute(db);
      return rows[0]!;
    };
    await sql`vacuum full managed_instances`.execute(db);
    await db.connection().execute(async (one) => {
      const read = async () => {
        await sql`select pg_stat_force_next_flush()`.execute(one);
        await sql`select 1`.execute(one);
        return updates();
      };
      const before = await read();
      for (let at = 1; at <= 10; at += 1) await touchInstances(one, [id], new Date(Date.now() + at * 120_000));
      const after = await read();
      expect({ all: after.all - before.all, hot: after.hot - before.hot }).toEqual({ all: 10, hot: 10 });
    });
  });
});
