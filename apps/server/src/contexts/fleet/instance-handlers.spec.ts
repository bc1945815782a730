import { ROOT_COMPARTMENT_ID } from '@rustine/contract';
import { createTestDatabase, type TestDatabase } from '@rustine/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../ids.ts';
import { createInstanceHandlers } from './instance-handlers.ts';
import { noNeighbours } from './testing/no-neighbours.ts';
import { noteCheckIn, noteFacts } from './sql/check-in.ts';
import { recordRebootRequired } from './sql/record-reboot-required.ts';
import { withTransaction } from '../../db/with-transaction.ts';

let database: TestDatabase;
const child = newId('compartment');
const group = newId('group');
const ids: string[] = [];
const now = new Date();

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  await sql`insert into compartments (id, parent_id, name) values (${child}, ${ROOT_COMPARTMENT_ID}, 'production')`.execute(
    db,
  );
  for (const [name, compartment] of [
    ['alpha', ROOT_COMPARTMENT_ID],
    ['beta', child],
    ['beta', child],
    ['gamma', child],
  ] as const) {
    const id = newId('instance');
    ids.push(id);
    await sql`
      insert into managed_instances (id, compartment_id, display_name, hostname, os_family, os_name, os_version, kernel_version, architecture, agent_version, facts_hash, key_thumbprint, public_key)
      values (${id}, ${compartment}, ${name}, ${name}, 'LINUX', 'Debian GNU/Linux 12 (bookworm)', '12', '6.1', 'x86_64', '0.1.0', '', ${id}, '{}')
    `.execute(db);
  }
  await sql`insert into managed_instance_groups (id, compartment_id, name) values (${group}, ${ROOT_COMPARTMENT_ID}, 'web')`.execute(
    db,
  );
  await sql`insert into managed_instance_group_members (group_id, instance_id) values (${group}, ${ids[0]}), (${group}, ${ids[3]})`.execute(
    db,
  );
});

afterAll(() => database.drop());

function handlers() {
  return createInstanceHandlers({
    db: database.db,
    clock: () => now,
    needs: noNeighbours,
  });
}

const principal = { accessTokenId: 't', name: 'admin', role: 'ADMIN', method: 'TOKEN' } as const;

async function list(query: {
  compartmentId?: string;
  recursive?: boolean;
  groupId?: string;
  search?: string;
  limit?: number;
  cursor?: string;
}) {
  const page = await handlers().listInstances({
    params: undefined,
    body: undefined,
    principal,
    requestId: 'r',
    query: { limit: 100, ...query },
  });
  return {
    names: page.items.map((item) => item.displayName),
    ids: page.items.map((item) => item.id),
    nextCursor: page.nextCursor,
  };
}

describe('the list of instances', () => {
  it('is that of one compartment, of its subtree, of a group, or of all', async () => {
    expect((await list({})).names).toEqual(['alpha', 'beta', 'beta', 'gamma']);
    expect((await list({ compartmentId: ROOT_COMPARTMENT_ID })).names).toEqual(['alpha']);
    expect((await list({ compartmentId: ROOT_COMPARTMENT_ID, recursive: true })).names).toEqual([
      'alpha',
      'beta',
      'beta',
      'gamma',
    ]);
    expect((await list({ groupId: group })).names).toEqual(['alpha', 'gamma']);
    expect((await list({ groupId: group, compartmentId: child })).names).toEqual(['gamma']);
  });

  it('says NOT_FOUND for a compartment or group that is not there, since an empty list would look clean', async () => {
    await expect(list({ compartmentId: newId('compartment') })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(list({ groupId: newId('group') })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('gives each instance once over its pages, also where names are equal', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 1, ...(cursor !== undefined && { cursor }) });
      seen.push(...page.ids);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });

  it('refuses a cursor that it did not give', async () => {
    await expect(list({ cursor: 'bm90IG91cnM' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('is searched by name without regard to case, and a percent sign means itself', async () => {
    expect((await list({ search: 'GAM' })).names).toEqual(['gamma']);
    expect((await list({ search: '%' })).names).toEqual([]);
  });
});

describe('an instance', () => {
  it('follows its host name until a person gives it a name of its own', async () => {
    const facts = {
      hostname: 'delta',
      osFamily: 'LINUX',
      osName: 'Debian 13',
      osVersion: '13',
      kernelVersion: '6.12',
      architecture: 'x86_64',
      agentVersion: '0.2.0',
    } as const;
    await noteFacts(database.db, ids[3]!, facts, 'a'.repeat(64));
    expect((await list({})).names).toContain('delta');
    await sql`update managed_instances set display_name = 'Checkout' where id = ${ids[3]}`.execute(database.db);
    await noteFacts(database.db, ids[3]!, { ...facts, hostname: 'epsilon' }, 'b'.repeat(64));
    expect((await list({})).names).toContain('Checkout');
    const held = await noteCheckIn(database.db, ids[3]!, {
      bootId: 'b',
      bootedAt: now.toISOString(),
      factsHash: 'b'.repeat(64),
    });
    expect(held).toBe('b'.repeat(64));
  });

  it('needs a reboot when the newest run says so, whatever order the runs are told in', async () => {
    const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
    const note = (required: boolean, minutes: number) =>
      withTransaction(database.db, (tx) => recordRebootRequired(tx, ids[0]!, required, at(minutes)));
    await note(true, 2);
    await note(false, 1);
    const read = async () =>
      (
        await handlers().getInstance({
          params: { instanceId: ids[0]! },
          query: undefined,
          body: undefined,
          principal,
          requestId: 'r',
        })
      ).rebootRequired;
    expect(await read()).toBe(true);
    await note(false, 3);
    expect(await read()).toBe(false);
  });
});
