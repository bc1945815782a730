import { ROOT_COMPARTMENT_ID, type Targets } from '@rustine/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../ids.ts';
import { addInstance } from '../../testing/fleet-rows.ts';
import { openFleet, type OpenFleet } from './testing/open-fleet.ts';

let house: OpenFleet;
let ids: string[];
let anyTargets: fc.Arbitrary<Targets>;

beforeAll(async () => {
  house = await openFleet();
  const { db } = house.database;
  const { id: prod } = await house.ask('createCompartment', { body: { name: 'prod' } });
  const { id: web } = await house.ask('createCompartment', { body: { name: 'web', parentId: prod } });
  ids = await Promise.all(
    [ROOT_COMPARTMENT_ID, prod, prod, web, web].map((compartmentId) => addInstance(db, { compartmentId })),
  );
  for (const instanceId of ids.slice(0, 3)) {
    await house.ask('updateInstance', { params: { instanceId }, body: { labels: { tier: 'front' } } });
  }
  const { id: listed } = await house.ask('createGroup', { body: { name: 'listed' } });
  await house.ask('addGroupMembers', { params: { groupId: listed }, body: { instanceIds: [ids[0], ids[4]] } });
  const { id: ruled } = await house.ask('createGroup', {
    body: { name: 'ruled', rule: { labels: { tier: 'front' } } },
  });
  const some = { requiredKeys: [] as [] };
  anyTargets = fc
    .record(
      {
        instanceIds: fc.subarray(ids, { minLength: 1 }),
        groupIds: fc.subarray([listed, ruled], { minLength: 1 }),
        labels: fc.constantFrom<Record<string, string>>({ tier: 'front' }, { tier: 'back' }),
        compartmentId: fc.constantFrom(ROOT_COMPARTMENT_ID, prod, web),
        recursive: fc.boolean(),
      },
      some,
    )
    .filter(({ instanceIds, groupIds, labels, compartmentId }) =>
      [instanceIds, groupIds, labels, compartmentId].some((way) => way !== undefined),
    );
});

afterAll(() => house.database.drop());

test('many targets cover the instances that each of them names alone, of all or of those asked for', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyTargets, { maxLength: 60 }), fc.subarray(ids), async (many, asked) => {
      const keyed = new Map(many.map((targets, index) => [String(index), targets]));
      const { coveredBy } = house.fleet;
      const [all, some] = await Promise.all([
        coveredBy(house.database.db, keyed, 'ALL'),
        coveredBy(house.database.db, keyed, asked),
      ]);
      for (const [key, targets] of keyed) {
        const named = (await house.fleet.instancesForTargets(targets)).map(({ id }) => id).toSorted();
        expect(all.get(key)?.toSorted()).toEqual(named);
        expect(some.get(key)?.toSorted()).toEqual(named.filter((id) => asked.includes(id)));
      }
    }),
    { numRuns: 15 },
  );
});

test('what targets name and is not there any more covers nothing', async () => {
  const gone: Targets = {
    groupIds: [newId('group')],
    instanceIds: [newId('instance')],
    compartmentId: newId('compartment'),
  };
  const covered = await house.fleet.coveredBy(house.database.db, new Map([['gone', gone]]), 'ALL');
  expect(covered.get('gone')).toEqual([]);
});
