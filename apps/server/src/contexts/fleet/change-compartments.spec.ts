import { ROOT_COMPARTMENT_ID } from '@rustine/contract';
import { compartmentPath } from '@rustine/domain';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../ids.ts';
import { addInstance } from '../../testing/fleet-rows.ts';
import { openFleet, type OpenFleet } from './testing/open-fleet.ts';

let house: OpenFleet;

beforeAll(async () => {
  house = await openFleet();
});

afterAll(() => house.database.drop());

const make = async (name: string, parentId?: string) =>
  (await house.ask('createCompartment', { body: { name, ...(parentId !== undefined && { parentId }) } })).id;
const move = (compartmentId: string, parentId: string) =>
  house.ask('updateCompartment', { params: { compartmentId }, body: { parentId } });
const remove = (compartmentId: string) => house.ask('deleteCompartment', { params: { compartmentId } });
const tree = async () => (await house.ask('listCompartments')).items;

describe('a compartment', () => {
  it('is made below the root unless a parent is named, and told with how many instances lie in it', async () => {
    const prod = await make('prod-1');
    const web = await make('web', prod);
    await addInstance(house.database.db, { compartmentId: web });
    const items = await tree();
    expect(items.find(({ id }) => id === prod)).toMatchObject({ parentId: ROOT_COMPARTMENT_ID, instances: 0 });
    expect(items.find(({ id }) => id === web)).toMatchObject({ parentId: prod, name: 'web', instances: 1 });
  });

  it('has a name of its own among its neighbours', async () => {
    const parent = await make('twins');
    await make('a', parent);
    const other = await make('b', parent);
    await expect(make('a', parent)).rejects.toMatchObject({
      code: 'CONFLICT',
      details: [{ place: 'body.name' }],
    });
    await expect(
      house.ask('updateCompartment', { params: { compartmentId: other }, body: { name: 'a' } }),
    ).rejects.toMatchObject({
      code: 'CONFLICT',
      details: [{ place: 'body.name' }],
    });
    await make('a', other);
    await expect(move(other, parent)).resolves.toMatchObject({ parentId: parent });
  });

  it('is renamed and moved, and who did so is written down with what was before', async () => {
    const [from, to] = [await make('from'), await make('to')];
    const id = await make('old', from);
    const changed = await house.ask('updateCompartment', {
      params: { compartmentId: id },
      body: { name: 'new', parentId: to },
    });
    expect(changed).toMatchObject({ id, name: 'new', parentId: to });
    const { rows } = await sql`
      select actor, details from audit_events where target = ${id} and action = 'change compartment'
    `.execute(house.database.db);
    expect(rows).toEqual([
      {
        actor: 'admin',
        details: { before: { id, name: 'old', parentId: from }, after: { id, name: 'new', parentId: to } },
      },
    ]);
  });

  it('cannot go below itself, cannot be the root, and needs a parent that is there', async () => {
    const top = await make('top');
    const below = await make('below', await make('middle', top));
    await expect(move(top, below)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('itself'),
    });
    await expect(move(top, top)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(move(ROOT_COMPARTMENT_ID, top)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(move(top, newId('compartment'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: [{ place: 'body.parentId' }],
    });
    await expect(move(newId('compartment'), top)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(make('orphan', newId('compartment'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('makes no circle when many move at once, each below another', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, (_, index) => make(`ring-${index}`)));
    const ring = ids.map((id, index) => move(id, ids[(index + 1) % ids.length]!));
    const outcomes = await Promise.allSettled(ring);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.map(({ reason }) => reason as unknown)).toEqual([expect.objectContaining({ code: 'CONFLICT' })]);
    const items = await tree();
    for (const id of ids) expect(compartmentPath(items, id).at(-1)).toBe(ROOT_COMPARTMENT_ID);
  });

  it('is deleted only when nothing is left in it, and the answer says what is', async () => {
    const id = await make('full');
    await make('child', id);
    await addInstance(house.database.db, { compartmentId: id });
    await house.ask('createGroup', { body: { name: 'inside', compartmentId: id } });
    await house.ask('createGroup', { body: { name: 'watcher', rule: { compartmentId: id } } });
    await expect(remove(id)).rejects.toMatchObject({
      code: 'CONFLICT',
      message:
        'The compartment full is not empty: 1 compartment, 1 instance, 1 group, the rule of watcher looks at it.',
    });
    await expect(remove(ROOT_COMPARTMENT_ID)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('is not deleted while jobs or quorum sets lie in it or a job elsewhere runs on it, and goes when only their history does', async () => {
    const { db } = house.database;
    const id = await make('jobs');
    const addJob = (name: string, compartmentId: string, targets: object) =>
      sql`
      insert into scheduled_jobs (id, compartment_id, name, spec, state, created_by)
      values (${name}::text, ${compartmentId}::text, ${name}::text, ${JSON.stringify({ targets })}::jsonb, 'ENDED', 'ada')`.execute(
        db,
      );
    await addJob('inside', id, {});
    await addJob('outside', ROOT_COMPARTMENT_ID, { compartmentId: id });
    await sql`
      insert into quorum_sets (id, compartment_id, name, max_down, created_by)
      values ('qs-1', ${id}::text, 'pg', 1, 'ada')`.execute(db);
    await sql`
      insert into work_requests (id, compartment_id, document_name, parameters, state, created_by)
      values ('wr-1', ${id}::text, 'Doc', '{}', 'FAILED', 'ada')`.execute(db);
    await expect(remove(id)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'The compartment jobs is not empty: 1 job, 1 quorum set, the job outside runs on it.',
    });
    await sql`update scheduled_jobs set deleted_at = now()`.execute(db);
    await sql`delete from quorum_sets`.execute(db);
    await remove(id);
    const { rows } = await sql`
      select compartment_id from scheduled_jobs union all select compartment_id from work_requests`.execute(db);
    expect(rows).toEqual(Array.from({ length: 3 }, () => ({ compartment_id: ROOT_COMPARTMENT_ID })));
  });

  it('goes although removed instances and enrolment tokens lay in it; those tokens open nothing any more', async () => {
    const { db } = house.database;
    const id = await make('left');
    const gone = await addInstance(db, { compartmentId: id });
    await house.ask('deleteInstance', { params: { instanceId: gone } });
    const token = await house.ask('createEnrollmentToken', { body: { compartmentId: id, validSeconds: 600 } });
    await remove(id);
    expect((await tree()).some((row) => row.id === id)).toBe(false);
    const { rows } = await sql`
      select compartment_id, expires_at <= now() as expired from enrollment_tokens where id = ${token.id}
    `.execute(db);
    expect(rows).toEqual([{ compartment_id: ROOT_COMPARTMENT_ID, expired: true }]);
  });

  it('stays when something comes into it at the moment of its deletion, or what comes is refused: never neither', async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = await make(`race-${round}`);
      const [deleted, made] = await Promise.allSettled([remove(id), make('late', id)]);
      expect([deleted.status, made.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    }
  });
});
