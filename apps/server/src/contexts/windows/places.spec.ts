import { ROOT_COMPARTMENT_ID, type CreateWindowRequest } from '@rustine/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../ids.ts';
import { addInstance } from '../../testing/fleet-rows.ts';
import { openWindows, type OpenWindows } from './testing/open-windows.ts';

const at = (time: string) => new Date(`2026-12-08T${time}:00Z`);

let house: OpenWindows;
let web: string;
let db1: string;
let lonely: string;

beforeAll(async () => {
  house = await openWindows(at('12:00'));
  web = await addInstance(house.database.db, { displayName: 'web' });
  db1 = await addInstance(house.database.db, { displayName: 'db' });
  lonely = await addInstance(house.database.db, { displayName: 'lonely' });
  for (const [instanceId, tier] of [
    [web, 'web'],
    [db1, 'db'],
  ] as const) {
    await house.askFleet('updateInstance', { params: { instanceId }, body: { labels: { tier } } });
  }
});

afterAll(() => house[Symbol.asyncDispose]());

/** Each day at 22:00 in Paris, which is 21:00 UTC in December, for four hours of which the last half is past the cut-off. */
const nightly: CreateWindowRequest = {
  name: 'nights',
  schedule: { kind: 'cron', cron: '0 22 * * *', timezone: 'Europe/Paris' },
  durationMinutes: 240,
  cutoffMinutes: 30,
  targets: { labels: { tier: 'web' } },
  automaticUpdates: 'LEAVE',
  enabled: true,
};

async function makeWindow(spec: Partial<CreateWindowRequest> = {}): Promise<string> {
  return (await house.ask('createWindow', { body: { ...nightly, name: newId('window'), ...spec } })).id;
}

const placesFor = (windowIds: readonly string[] | null, when: Date, instanceIds = [web, db1, lonely]) =>
  house.windows.placesFor(house.database.db, { instanceIds, windowIds, at: when });

describe('the place of an instance', () => {
  it('is open in a window that covers it, up to the cut-off, and says so of each that was asked for', async () => {
    const id = await makeWindow({ name: 'nights' });
    const places = await placesFor([id], at('21:00'));
    expect(places.get(web)).toEqual({
      kind: 'OPEN',
      windowId: id,
      windowName: 'nights',
      opensAt: at('21:00'),
      startUntil: new Date('2026-12-09T00:30:00Z'),
      closesAt: new Date('2026-12-09T01:00:00Z'),
    });
    expect(places.get(db1)).toEqual({
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
      reason: expect.stringContaining(
        'past its cut-off: nothing starts from 2026-12-09 01:30 +01:00 (Europe/Paris) on',
      ),
    });
    await house.ask('deleteWindow', { params: { windowId: id } });
  });
});
