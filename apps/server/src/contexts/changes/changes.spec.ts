import { packageChangeOperations, ROOT_COMPARTMENT_ID, type PackageChange } from '@rustine/contract';
import { createTestDatabase, type TestDatabase } from '@rustine/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../ids.ts';
import { addInstance, addInvocation } from '../../testing/fleet-rows.ts';
import { createChanges, CHANGES_KEPT_DAYS, type Changes } from './index.ts';

const NIGHT = '2026-11-20T02:00:05.000Z';
const MORNING = '2026-11-20T09:30:00.000Z';
/** The window of the one instance that has any: from two to four at night, UTC. */
const isNight = (at: Date) => at.getUTCHours() >= 2 && at.getUTCHours() < 4;

let database: TestDatabase;
let changes: Changes;
let covered: string;
let uncovered: string;
const warnings: object[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  covered = await addInstance(database.db, { displayName: 'covered' });
  uncovered = await addInstance(database.db, { displayName: 'uncovered' });
  changes = createChanges({
    db: database.db,
    log: { warn: (details: object) => void warnings.push(details) } as never,
    needs: {
      fleet: { scopeIds: async (_db, { groupId }) => (groupId === undefined ? 'ALL' : [uncovered]) },
      windows: { wasOpen: async (id, at) => (id === covered ? isNight(at) : null) },
    },
  });
});

afterAll(() => database.drop());

function change(name: string, at: string, more: Partial<PackageChange> = {}): PackageChange {
  return { at, name, architecture: 'amd64', action: 'UPGRADED', oldVersion: '1', newVersion: '2', ...more };
}

async function list(asked: Record<string, string> = {}) {
  const query = packageChangeOperations.listPackageChanges.query.parse(asked);
  return await changes.handlers.listPackageChanges({ query, params: undefined, body: undefined } as never);
}

const names = async (asked?: Record<string, string>) => (await list(asked)).items.map(({ name }) => name);

async function ranFrom(instanceId: string, startedAt: string, finishedAt: string | null): Promise<string> {
  const id = await addInvocation(database.db, instanceId);
  await sql`
    update invocations set started_at = ${startedAt}::timestamptz, finished_at = ${finishedAt}::timestamptz
    where id = ${id}`.execute(database.db);
  return id;
}

async function auditsOf(instanceId: string): Promise<Record<string, unknown>[]> {
  const { rows } = await sql<{ details: Record<string, unknown> }>`
    select details from audit_events where target = ${instanceId} order by id`.execute(database.db);
  return rows.map(({ details }) => details);
}

describe('package changes', () => {
  it('that an agent tells are listed newest first, with the instance and the versions', async () => {
    await changes.noteChanges(uncovered, [
      change('openssl', NIGHT),
      change('gone', MORNING, { action: 'REMOVED', newVersion: null }),
    ]);
    expect((await list({ instanceId: uncovered })).items).toMatchObject([
      { name: 'gone', action: 'REMOVED', oldVersion: '1', newVersion: null, at: MORNING, windowOpen: null },
      { name: 'openssl', displayName: 'uncovered', instanceId: uncovered, invocationId: null, at: NIGHT },
    ]);
    expect(await auditsOf(uncovered)).toEqual([]);
  });

  it('are kept once, however often they are told', async () => {
    const told = [change('openssl', NIGHT), change('new', NIGHT, { action: 'INSTALLED', oldVersion: null })];
    await changes.noteChanges(uncovered, told);
    await changes.noteChanges(uncovered, told);
    expect(await names({ instanceId: uncovered })).toEqual(['gone', 'new', 'openssl']);
  });

  it('outside a window leave one audit event and one line in the log for all that came together', async () => {
    const night = [change('at-night', NIGHT)];
    const morning = [change('one', MORNING), change('two', MORNING)];
    await changes.noteChanges(covered, [...night, ...morning]);
    await changes.noteChanges(covered, [...night, ...morning]);
    const about = { changes: 2, byRustine: 0, from: MORNING, to: MORNING, packages: ['one', 'two'] };
    expect(await auditsOf(covered)).toEqual([about]);
    expect(warnings).toEqual([{ instanceId: covered, ...about }]);
    expect(await names({ outsideWindow: 'true' })).toEqual(['two', 'one']);
    expect(await names({ outsideWindow: 'false', instanceId: covered })).toEqual(['at-night']);
  });

  it('name the run that was under way on that instance in that second, and no other', async () => {
    const mine = await ranFrom(covered, '2026-11-21T02:00:05.700Z', '2026-11-21T02:10:00.000Z');
    await ranFrom(uncovered, '2026-11-21T02:00:00.000Z', null);
    await changes.noteChanges(covered, [
      change('before', '2026-11-21T02:00:04.000Z'),
      change('during', '2026-11-21T02:00:05.000Z'),
      change('after', '2026-11-21T02:10:01.000Z'),
    ]);
    const { items } = await list({ instanceId: covered, since: '2026-11-21T00:00:00Z' });
    expect(items.map(({ name, invocationId }) => [name, invocationId])).toEqual([
      ['after', null],
      ['during', mine],
      ['before', null],
    ]);
  });

  it('name a run whose events came later, and still do when its work is gone', async () => {
    await changes.noteChanges(covered, [change('early', '2026-11-22T02:30:00.000Z')]);
    const late = await ranFrom(covered, '2026-11-22T02:29:00.000Z', '2026-11-22T02:31:00.000Z');
    const runOf = async () => (await list({ search: 'EARL' })).items.map(({ invocationId }) => invocationId);
    expect(await runOf()).toEqual([late]);
    await changes.sweep();
    await sql`delete from invocations where id = ${late}`.execute(database.db);
    expect(await runOf()).toEqual([late]);
  });

  it('come in pages that miss none and repeat none', async () => {
    const all = await names();
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: '2', ...(cursor !== undefined && { cursor }) });
      paged.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(paged).toEqual(all);
    expect(all.length).toBeGreaterThan(6);
  });

  it('are narrowed by scope, time and name', async () => {
    expect(await names({ groupId: newId('group') })).toEqual(['gone', 'new', 'openssl']);
    expect(await names({ groupId: newId('group'), instanceId: covered })).toEqual([]);
    expect(await names({ instanceId: uncovered, until: '2026-11-20T03:00:05+01:00' })).toEqual([]);
    expect(await names({ compartmentId: ROOT_COMPARTMENT_ID, search: 'SSL' })).toEqual(['openssl']);
  });

  it('are removed after their time, and those of a removed instance are not shown', async () => {
    await sql`
      update package_changes set received_at = now() - make_interval(days => ${CHANGES_KEPT_DAYS}) - interval '1 minute'
      where name = 'gone'`.execute(database.db);
    await changes.sweep();
    expect(await names({ instanceId: uncovered })).toEqual(['new', 'openssl']);
    await sql`update managed_instances set retired_at = now() where id = ${uncovered}`.execute(database.db);
    expect(await names({ instanceId: uncovered })).toEqual([]);
  });
});
