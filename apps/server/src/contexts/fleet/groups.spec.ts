import { ROOT_COMPARTMENT_ID, type GroupRule } from '@rustine/contract';
import { matchesRule as pureMatchesRule } from '@rustine/domain';
import * as fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../ids.ts';
import { addInstance } from '../../testing/fleet-rows.ts';
import { listPath } from './sql/compartments.ts';
import { matchesRule } from './sql/matches-rule.ts';
import { openFleet, type OpenFleet } from './testing/open-fleet.ts';

let house: OpenFleet;
let prod: string;
let web: string;

beforeAll(async () => {
  house = await openFleet();
  prod = (await house.ask('createCompartment', { body: { name: 'prod' } })).id;
  web = (await house.ask('createCompartment', { body: { name: 'web', parentId: prod } })).id;
});

afterAll(() => house.database.drop());

const names = async (groupId: string) =>
  (await house.ask('listGroupMembers', { params: { groupId } })).items.map((item) => item.displayName);
const label = (instanceId: string, labels: Record<string, string | null>) =>
  house.ask('updateInstance', { params: { instanceId }, body: { labels } });

describe('a listed group', () => {
  it('is not deleted while a job runs on it', async () => {
    const { db } = house.database;
    const { id } = await house.ask('createGroup', { body: { name: 'held' } });
    await sql`
      insert into scheduled_jobs (id, compartment_id, name, spec, state, created_by)
      values ('job-1', ${ROOT_COMPARTMENT_ID}::text, 'nightly', ${JSON.stringify({ targets: { groupIds: [id] } })}::jsonb, 'ENDED', 'ada')`.execute(
      db,
    );
    const remove = () => house.ask('deleteGroup', { params: { groupId: id } });
    await expect(remove()).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'The group held is among the targets of the job nightly.',
    });
    await sql`update scheduled_jobs set deleted_at = now()`.execute(db);
    await remove();
  });

  it('has the members that were added, each once, until they are taken out', async () => {
    const { db } = house.database;
    const ids = [await addInstance(db, { displayName: 'l1' }), await addInstance(db, { displayName: 'l2' })];
    const { id } = await house.ask('createGroup', { body: { name: 'listed' } });
    const add = (instanceIds: string[]) =>
      house.ask('addGroupMembers', { params: { groupId: id }, body: { instanceIds } });
    expect(await add(ids)).toMatchObject({ members: 2, rule: null });
    expect(await add(ids)).toMatchObject({ members: 2 });
    expect(await names(id)).toEqual(['l1', 'l2']);
    const left = await house.ask('removeGroupMembers', { params: { groupId: id }, body: { instanceIds: [ids[0]] } });
    expect(left).toMatchObject({ members: 1 });
    const audited = await sql`select action, details from audit_events where target = ${id} order by id`.execute(db);
    expect(audited.rows.map((row) => (row as { action: string }).action)).toEqual([
      'create group',
      'add group members',
      'remove group members',
    ]);
  });

  it('takes none of the members when one of them is not there, and names it', async () => {
    const known = await addInstance(house.database.db);
    const { id } = await house.ask('createGroup', { body: { name: 'strict' } });
    const body = { instanceIds: [known, newId('instance')] };
    await expect(house.ask('addGroupMembers', { params: { groupId: id }, body })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: [{ place: 'body.instanceIds[1]' }],
    });
    expect(await names(id)).toEqual([]);
  });

  it('has one name in its compartment, and never becomes a dynamic one', async () => {
    const { id } = await house.ask('createGroup', { body: { name: 'one', compartmentId: prod } });
    await expect(house.ask('createGroup', { body: { name: 'one', compartmentId: prod } })).rejects.toMatchObject({
      code: 'CONFLICT',
      details: [{ place: 'body.name' }],
    });
    await house.ask('createGroup', { body: { name: 'one', compartmentId: web } });
    const params = { groupId: id };
    await expect(house.ask('updateGroup', { params, body: { compartmentId: web } })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await expect(house.ask('updateGroup', { params, body: { rule: { osFamily: 'LINUX' } } })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('listed'),
    });
    expect(await house.ask('updateGroup', { params, body: { name: 'two' } })).toMatchObject({ name: 'two' });
  });
});

describe('a dynamic group', () => {
  it('has the instances that its rule matches at the moment when it is asked', async () => {
    const rule: GroupRule = { labels: { tier: 'front' }, compartmentId: prod, recursive: true };
    const { id, members } = await house.ask('createGroup', { body: { name: 'front', rule } });
    expect(members).toBe(0);
    const inside = await addInstance(house.database.db, { displayName: 'in', compartmentId: web });
    const outside = await addInstance(house.database.db, { displayName: 'out' });
    await label(inside, { tier: 'front' });
    await label(outside, { tier: 'front' });
    expect(await names(id)).toEqual(['in']);
    await house.ask('updateInstance', { params: { instanceId: outside }, body: { compartmentId: prod } });
    expect(await names(id)).toEqual(['in', 'out']);
    const shown = await house.ask('getInstance', { params: { instanceId: inside } });
    expect(shown.groups).toEqual([{ id, name: 'front', dynamic: true }]);
    await label(inside, { tier: null });
    expect(await names(id)).toEqual(['out']);
    await house.ask('updateGroup', { params: { groupId: id }, body: { rule: { osFamily: 'WINDOWS' } } });
    expect(await names(id)).toEqual([]);
  });

  it('refuses members by hand, and a rule that looks at a compartment that is not there', async () => {
    const { id } = await house.ask('createGroup', { body: { name: 'ruled', rule: { osName: 'Debian*' } } });
    const body = { instanceIds: [await addInstance(house.database.db)] };
    await expect(house.ask('addGroupMembers', { params: { groupId: id }, body })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('dynamic'),
    });
    const rule = { compartmentId: newId('compartment') };
    await expect(house.ask('createGroup', { body: { name: 'lost', rule } })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: [{ place: 'body.rule.compartmentId' }],
    });
  });

  it('is the same in SQL as in the pure rule, for any rule and any instance', async () => {
    const { db } = house.database;
    const text = fc.stringMatching(/^[aAbB%_\\.*?é ]{0,4}$/);
    const labels = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('', '1', '"x', 'é'));
    const compartment = fc.constantFrom(ROOT_COMPARTMENT_ID, prod, web);
    const instances = fc.array(
      fc.record({ labels, compartment, osFamily: fc.constantFrom('LINUX', 'WINDOWS'), osName: text, osVersion: text }),
      { minLength: 1, maxLength: 5 },
    );
    const rules = fc
      .record(
        {
          labels: labels.filter((some) => Object.keys(some).length > 0),
          osFamily: fc.constantFrom('LINUX', 'WINDOWS'),
          osName: text.filter((some) => some !== ''),
          osVersion: text.filter((some) => some !== ''),
          compartmentId: compartment,
          recursive: fc.boolean(),
        },
        { requiredKeys: [] },
      )
      .filter(({ recursive: _recursive, ...rest }) => Object.keys(rest).length > 0);
    const paths = new Map<string, string[]>();
    for (const id of [ROOT_COMPARTMENT_ID, prod, web]) paths.set(id, await listPath(db, id));
    await fc.assert(
      fc.asyncProperty(instances, fc.array(rules, { minLength: 1, maxLength: 8 }), async (made, wanted) => {
        const rows = JSON.stringify(made.map((row, index) => ({ ...row, index })));
        for (const rule of wanted as GroupRule[]) {
          const { rows: found } = await sql<{ index: number }>`
            select i.index from jsonb_to_recordset(${rows}::jsonb)
              as r (index int, labels jsonb, compartment text, "osFamily" text, "osName" text, "osVersion" text)
            cross join lateral (
              select r.index, r.labels, r.compartment as compartment_id, r."osFamily" as os_family,
                r."osName" as os_name, r."osVersion" as os_version
            ) i
            where ${matchesRule(rule)} order by i.index`.execute(db);
          const expected = made.flatMap(({ compartment: at, ...row }, index) =>
            pureMatchesRule(rule, { ...row, compartmentPath: paths.get(at)! }) ? [index] : [],
          );
          expect(found.map((row) => row.index)).toEqual(expected);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('the list of groups', () => {
  it('is told in pages by name, of one compartment or of its subtree, with the members of each', async () => {
    const own = (await house.ask('createCompartment', { body: { name: 'paged' } })).id;
    const below = (await house.ask('createCompartment', { body: { name: 'below', parentId: own } })).id;
    for (const [name, compartmentId] of [
      ['c', own],
      ['a', own],
      ['b', below],
    ]) {
      await house.ask('createGroup', { body: { name, compartmentId, rule: { compartmentId: own, recursive: true } } });
    }
    await addInstance(house.database.db, { compartmentId: below });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: object = { compartmentId: own, recursive: true, limit: 2, ...(cursor !== null && { cursor }) };
      const page = await house.ask('listGroups', { query });
      seen.push(...page.items.map(({ name, members }) => `${name}${members}`));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(['a1', 'b1', 'c1']);
    const alone = await house.ask('listGroups', { query: { compartmentId: own, limit: 10 } });
    expect(alone.items.map(({ name }) => name)).toEqual(['a', 'c']);
  });
});
