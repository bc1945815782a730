import type { CreateWindowRequest } from '@rustine/contract';
import { expect, test } from 'vitest';
import { addInstance } from '../../testing/fleet-rows.ts';
import { nights } from './testing/nights.ts';
import { openWindows } from './testing/open-windows.ts';
import { watchCoverage } from './watch-coverage.ts';

const open = new Date('2026-12-08T22:00:00Z');
/** Past the cut-off, not past the end. */
const late = new Date('2026-12-09T00:45:00Z');
const shut = new Date('2026-12-08T12:00:00Z');

test('agents are told at once what a window of theirs asks for, as soon as it is changed here', async () => {
  await using house = await openWindows(open);
  const id = await addInstance(house.database.db);
  const ask = async (when: Date) => [
    await house.windows.wasOpen(id, when),
    await house.windows.automaticUpdatesOf(id, when),
  ];
  expect(await ask(open)).toEqual([null, 'LEAVE']);
  const body: CreateWindowRequest = { ...nights, automaticUpdates: 'OFF_OUTSIDE' };
  const { id: windowId } = await house.ask('createWindow', { body });
  const change = (changed: object) => house.ask('updateWindow', { params: { windowId }, body: changed });
  expect(await ask(open)).toEqual([true, 'LEAVE']);
  expect(await ask(late)).toEqual([true, 'LEAVE']);
  expect(await ask(shut)).toEqual([false, 'HOLD']);
  await change({ automaticUpdates: 'OFF' });
  expect(await ask(open)).toEqual([true, 'HOLD']);
  await change({ automaticUpdates: 'LEAVE' });
  expect(await ask(shut)).toEqual([false, 'LEAVE']);
  await change({ automaticUpdates: 'OFF', enabled: false });
  expect(await ask(open)).toEqual([null, 'LEAVE']);
  await house.ask('deleteWindow', { params: { windowId } });
  expect(await ask(open)).toEqual([null, 'LEAVE']);
});

test('in a freeze an open window frees no automatic updates', async () => {
  await using house = await openWindows(open);
  const id = await addInstance(house.database.db);
  const body: CreateWindowRequest = { ...nights, automaticUpdates: 'OFF_OUTSIDE' };
  const { id: windowId } = await house.ask('createWindow', { body });
  const source = { kind: 'dates', from: '2026-12-08T21:30:00Z', to: '2026-12-08T22:30:00Z' } as const;
  await house.ask('createFreeze', { body: { name: 'year end', source, enabled: true } });
  const after = new Date('2026-12-08T22:30:00Z');
  const ask = async (when: Date) => await house.windows.automaticUpdatesOf(id, when);
  expect([await ask(open), await ask(after)]).toEqual(['HOLD', 'LEAVE']);
  await house.ask('updateWindow', { params: { windowId }, body: { automaticUpdates: 'LEAVE' } });
  expect(await ask(open)).toBe('LEAVE');
});

test('a thousand agents that ask at once share one look at the fleet, and a look that failed is not remembered', async () => {
  await using house = await openWindows(open);
  const id = await addInstance(house.database.db);
  const { id: windowId } = await house.ask('createWindow', { body: nights });
  let looks = 0;
  const coverage = watchCoverage({
    db: house.database.db,
    needs: {
      jobs: { jobsThatRequire: async () => [] },
      fleet: {
        ...house.fleet,
        coveredBy: async (...asked) => {
          looks += 1;
          if (looks === 1) throw new Error('the database does not answer');
          return house.fleet.coveredBy(...asked);
        },
      },
    },
  });
  await expect(coverage.windowsOf(id)).rejects.toThrow('does not answer');
  const answers = await Promise.all(Array.from({ length: 1_000 }, () => coverage.windowsOf(id)));
  expect(new Set(answers.flat().map((window) => window.id))).toEqual(new Set([windowId]));
  expect(looks).toBe(2);
});
