import { ROOT_COMPARTMENT_ID, type Targets } from '@rustine/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../ids.ts';
import { selectTargets } from './sql/list-targets.ts';
import { openFleet, type OpenFleet } from './testing/open-fleet.ts';
import { resolveTargets } from './find-targets.ts';

const FLEET = 20_000;
const idOf = (at: number) => `mi-00000000-0000-7000-8000-${String(at).padStart(12, '0')}`;

let house: OpenFleet;
let half: string;
let below: string;
let listed: string;
let ruled: string;

/** Every second instance is in `half`, every tenth of these below it; shelf is one of 200, so 100 instances have each. */
beforeAll(async () => {
  house = await openFleet();
  const { db } = house.database;
  half = (await house.ask('createCompartment', { body: { name: 'half' } })).id;
  below = (await house.ask('createCompartment', { body: { name: 'below', parentId: half } })).id;
  await sql`
    insert into managed_instances (
      id, compartment_id, display_name, hostname, os_family, os_name, os_version, kernel_version, architecture,
      agent_version, facts_hash, key_thumbprint, public_key, labels
    )
    select
      'mi-00000000-0000-7000-8000-' || lpad(n::text, 12, '0'),
      case when n % 20 = 0 then ${below}::text when n % 2 = 0 then ${half}::text else ${ROOT_COMPARTMENT_ID}::text end,
      'host-' || lpad(n::text, 6, '0'), 'host', 'LINUX', 'Debian GNU/Linux 12', '12', '6.1', 'x86_64', '0.1.0', '',
      'key-' || n, '{}', jsonb_build_object('shelf', (n % 200)::text, 'env', 'prod')
    from generate_series(0, ${FLEET - 1}::int) n`.execute(db);
  listed = (await house.ask('createGroup', { body: { name: 'listed' } })).id;
  await house.ask('addGroupMembers', {
    params: { groupId: listed },
    body: { instanceIds: Array.from({ length: 50 }, (_, at) => idOf(at)) },
  });
  // A fleet that is much grouped: what is asked of one group must not read the members of all.
  const { id: crowd } = await house.ask('createGroup', { body: { name: 'crowd' } });
  await sql`
    insert into managed_instance_group_members select ${crowd}::text, id from managed_instances`.execute(db);
  ruled = (await house.ask('createGroup', { body: { name: 'ruled', rule: { labels: { shelf: '7' } } } })).id;
  await sql`vacuum analyze managed_instances`.execute(db);
  await sql`vacuum analyze managed_instance_group_members`.execute(db);
});

afterAll(() => house.database.drop());

const find = async (targets: Targets) => (await house.fleet.instancesForTargets(targets)).map(({ id }) => id);
const count = async (targets: Targets) => (await find(targets)).length;

describe('targets', () => {
  it('are a compartment, its subtree, what has labels in it, or what has them anywhere', async () => {
    expect(await count({ compartmentId: half })).toBe(9_000);
    expect(await count({ compartmentId: half, recursive: true })).toBe(10_000);
    expect(await count({ labels: { shelf: '20' } })).toBe(100);
    expect(await count({ labels: { shelf: '20' }, compartmentId: half })).toBe(0);
    expect(await count({ labels: { shelf: '20' }, compartmentId: half, recursive: true })).toBe(100);
    expect(await count({ labels: { shelf: '20', env: 'dev' } })).toBe(0);
  });

  it('are the union of all ways of naming them, each once and by name', async () => {
    const found = await find({ instanceIds: [idOf(7), idOf(0)], groupIds: [listed, ruled], labels: { shelf: '3' } });
    // 50 listed, of which 2 are on the shelves 3 and 7 and 2 are named as well; 100 on each shelf.
    expect(found).toHaveLength(50 + 99 + 99);
    expect(new Set(found).size).toBe(found.length);
    expect(found.slice(0, 3)).toEqual([idOf(0), idOf(1), idOf(2)]);
  });

  it('may be the whole fleet', async () => {
    expect(await count({ compartmentId: ROOT_COMPARTMENT_ID, recursive: true })).toBe(FLEET);
    const all = Array.from({ length: FLEET }, (_, at) => idOf(at));
    expect(await count({ instanceIds: all })).toBe(FLEET);
  });

  it('name each instance, group and compartment that is not there by its place', async () => {
    const [instance, group, compartment] = [newId('instance'), newId('group'), newId('compartment')];
    await expect(find({ instanceIds: [idOf(0), instance] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: [{ place: 'body.targets.instanceIds[1]', message: `There is no managed instance ${instance}.` }],
    });
    await expect(find({ groupIds: [listed, group] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: [{ place: 'body.targets.groupIds[1]' }],
    });
    await expect(house.fleet.instancesForTargets({ compartmentId: compartment }, 'body.where')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: [{ place: 'body.where.compartmentId' }],
    });
  });

  it('are found through indexes, one for each way of naming them, without reading the whole fleet', async () => {
    const { db } = house.database;
    const targets = { instanceIds: [idOf(1)], groupIds: [listed, ruled], labels: { shelf: '3' } };
    const statement = selectTargets(await resolveTargets(db, targets, 'body.targets'));
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain (costs off) ${statement}`.execute(db);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('managed_instances_labels');
    expect(plan).toContain('managed_instance_group_members_pkey');
    expect(plan).toContain('managed_instances_pkey');
    expect(plan).not.toContain('Seq Scan');
  });

  it('of a large compartment are found through its index', async () => {
    const { db } = house.database;
    const statement = selectTargets(await resolveTargets(db, { compartmentId: below }, 'body.targets'));
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain (costs off) ${statement}`.execute(db);
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('managed_instances_compartment');
  });
});
