import type { CreateWindowRequest, Targets } from '@rustine/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addInstance } from '../../testing/fleet-rows.ts';
import { nights } from './testing/nights.ts';
import { openWindows, type OpenWindows } from './testing/open-windows.ts';

const at = (time: string) => new Date(`2026-12-08T${time}:00Z`);

let house: OpenWindows;
let web: string;
let data: string;
let made: string[] = [];

beforeAll(async () => {
  house = await openWindows(at('12:00'));
  const label = (instanceId: string, tier: string) =>
    house.askFleet('updateInstance', { params: { instanceId }, body: { labels: { tier } } });
  web = await addInstance(house.database.db, { displayName: 'web' });
  data = await addInstance(house.database.db, { displayName: 'data' });
  await label(web, 'web');
  await label(data, 'data');
});

beforeEach(async () => {
  for (const windowId of made) await house.ask('deleteWindow', { params: { windowId } });
  made = [];
});

afterAll(() => house[Symbol.asyncDispose]());

const ofWeb: Targets = { labels: { tier: 'web' } };

async function makeWindow(name: string, spec: Partial<CreateWindowRequest> = {}): Promise<string> {
  const { id } = await house.ask('createWindow', { body: { ...nights, name, targets: ofWeb, ...spec } });
  made.push(id);
  return id;
}

/** Each day from an hour on, in UTC. */
const daily = (hour: number) => ({ kind: 'cron', cron: `0 ${hour} * * *`, timezone: 'UTC' }) as const;

const placesFor = (windowIds: readonly string[] | null, when: Date, instanceIds = [web, data]) =>
  house.windows.placesFor(house.database.db, { instanceIds, windowIds, at: when });

describe('the place of an instance', () => {
  it('is open in a window that covers it, up to the cut-off, and is told for each that was asked for', async () => {
    const id = await makeWindow('nights');
    const places = await placesFor([id], at('21:00'));
    expect(places.get(web)).toEqual({
      kind: 'OPEN',
      windowId: id,
      windowName: 'nights',
      opensAt: at('21:00'),
      startUntil: new Date('2026-12-09T00:30:00Z'),
      closesAt: new Date('2026-12-09T01:00:00Z'),
    });
    expect(places.get(data)).toEqual({
      kind: 'CLOSED',
      reason: 'the instance is not covered by the maintenance window "nights"',
      nextOpensAt: null,
    });
    expect((await placesFor([id], at('20:59'))).get(web)).toEqual({
      kind: 'CLOSED',
      reason: 'the maintenance window "nights" is closed; it opens next at 2026-12-08 22:00 +01:00 (Europe/Paris)',
      nextOpensAt: at('21:00'),
    });
    expect((await placesFor([id], new Date('2026-12-09T00:30:00Z'))).get(web)).toMatchObject({
      kind: 'CLOSED',
      reason: expect.stringContaining('nothing starts from 2026-12-09 01:30 +01:00 (Europe/Paris) on'),
    });
  });

  it('is asked of any enabled window that covers it when none is named, and the latest cut-off counts', async () => {
    expect((await placesFor(null, at('21:00'))).get(web)).toEqual({
      kind: 'CLOSED',
      reason: 'no maintenance window covers the instance',
      nextOpensAt: null,
    });
    await makeWindow('a', { schedule: daily(20), durationMinutes: 120 });
    const later = await makeWindow('b', { schedule: daily(21), durationMinutes: 120 });
    await makeWindow('c', { schedule: daily(21), durationMinutes: 600, enabled: false });
    await makeWindow('d', { schedule: daily(21), durationMinutes: 600, targets: { labels: { tier: 'data' } } });
    const place = (await placesFor(null, at('21:10'))).get(web);
    expect(place).toMatchObject({ kind: 'OPEN', windowId: later, startUntil: at('22:30'), closesAt: at('23:00') });
  });

  it('is closed by a window that is disabled or gone, which the reason says', async () => {
    const id = await makeWindow('nights');
    await house.ask('updateWindow', { params: { windowId: id }, body: { enabled: false } });
    expect((await placesFor([id], at('21:00'))).get(web)).toMatchObject({
      kind: 'CLOSED',
      reason: 'the maintenance window "nights" is disabled',
    });
    await house.ask('deleteWindow', { params: { windowId: id } });
    made = [];
    expect((await placesFor([id], at('21:00'))).get(web)).toMatchObject({
      kind: 'CLOSED',
      reason: `the maintenance window ${id} is not there any more`,
    });
  });

  it('follows a window that was changed, labels that were changed and a group that was deleted', async () => {
    const { id: groupId } = await house.askFleet('createGroup', {
      body: { name: 'g', rule: { labels: { tier: 'data' } } },
    });
    const id = await makeWindow('nights', { targets: { groupIds: [groupId], labels: { tier: 'web' } } });
    const kinds = async (when: Date) => [...(await placesFor([id], when)).values()].map(({ kind }) => kind);
    expect(await kinds(at('21:00'))).toEqual(['OPEN', 'OPEN']);
    await house.ask('updateWindow', { params: { windowId: id }, body: { durationMinutes: 60, cutoffMinutes: 59 } });
    expect(await kinds(at('21:00'))).toEqual(['OPEN', 'OPEN']);
    expect(await kinds(at('21:01'))).toEqual(['CLOSED', 'CLOSED']);
    await house.askFleet('deleteGroup', { params: { groupId } });
    expect(await kinds(at('21:00'))).toEqual(['OPEN', 'CLOSED']);
  });
});

describe('the next opening', () => {
  it('is the soonest of the windows that cover the instance, strictly later', async () => {
    const early = await makeWindow('early', { schedule: daily(20) });
    const late = await makeWindow('late', { schedule: daily(21) });
    const openings = await house.windows.nextOpenings(house.database.db, {
      instanceIds: [web, data],
      windowIds: [early, late],
      after: at('20:00'),
    });
    expect([...openings]).toEqual([[web, expect.objectContaining({ windowId: late, opensAt: at('21:00') })]]);
  });

  it('of one window is asked for by jobs, and a disabled one has none', async () => {
    const { db } = house.database;
    const id = await makeWindow('nights', { schedule: daily(20) });
    expect(await house.windows.nextOccurrence(db, id, at('20:00'))).toMatchObject({
      opensAt: new Date('2026-12-09T20:00:00Z'),
    });
    const range = { from: at('20:00'), to: new Date('2026-12-10T20:00:00Z'), limit: 10 };
    expect(await house.windows.occurrencesOf(db, id, range)).toHaveLength(2);
    await house.ask('updateWindow', { params: { windowId: id }, body: { enabled: false } });
    expect(await house.windows.nextOccurrence(db, id, at('20:00'))).toBeNull();
    expect(await house.windows.occurrencesOf(db, id, range)).toEqual([]);
  });
});

describe('until when work may go on that starts at instants to come', () => {
  it('is what the places of the instances say at each of them, the latest', async () => {
    const night = await makeWindow('nights');
    const wide = await makeWindow('wide', {
      schedule: daily(20),
      durationMinutes: 180,
      cutoffMinutes: 0,
      targets: { labels: { tier: 'data' } },
    });
    const hours = Array.from({ length: 72 }, (_, hour) => new Date(at('12:00').getTime() + hour * 3_600_000));
    for (const windowIds of [null, [night], [night, wide]]) {
      const asked = { instanceIds: [web, data], windowIds };
      const told = await house.windows.openUntil(house.database.db, { ...asked, at: hours });
      for (const [index, hour] of hours.entries()) {
        const places = [...(await placesFor(windowIds, hour)).values()];
        const closings = places.flatMap((place) => (place.kind === 'OPEN' ? [place.closesAt.getTime()] : []));
        expect(told[index]?.getTime() ?? null).toBe(closings.length === 0 ? null : Math.max(...closings));
      }
    }
  });
});
