import type { AutomaticUpdatesWish, CheckInRequest, PackageChange } from '@rustine/contract';
import { pino } from 'pino';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildApp } from '../../http/build-app.ts';
import { requireAgent } from '../../http/require-agent.ts';
import { addInstance } from '../../testing/fleet-rows.ts';
import { openFleet, type OpenFleet } from './testing/open-fleet.ts';
import { noNeighbours } from './testing/no-neighbours.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const facts = {
  hostname: 'web-1',
  osFamily: 'LINUX',
  osName: 'Debian GNU/Linux 12 (bookworm)',
  osVersion: '12',
  kernelVersion: '6.1.0',
  architecture: 'x86_64',
  agentVersion: '0.1.0',
} as const;
const change: PackageChange = {
  at: '2026-11-20T11:59:58.000Z',
  name: 'hello',
  architecture: 'amd64',
  action: 'INSTALLED',
  oldVersion: null,
  newVersion: '2.10-3',
};

let house: OpenFleet;
let app: FastifyInstance;
let id: string;
let wish: AutomaticUpdatesWish = 'LEAVE';
let noteChanges: (id: string, changes: readonly PackageChange[]) => Promise<void>;

beforeAll(async () => {
  house = await openFleet({
    clock: () => now,
    needs: {
      ...noNeighbours,
      changes: { noteChanges: (...told) => noteChanges(...told) },
      windows: { automaticUpdatesOf: async (asked, at) => (asked === id && at === now ? wish : 'LEAVE') },
    },
  });
  id = await addInstance(house.database.db);
  app = await buildApp(pino({ level: 'silent' }));
  await app.register(async (agents) => {
    requireAgent(agents, async () => id);
    house.fleet.agentRoutes(agents);
  });
});
beforeEach(() => {
  noteChanges = async () => undefined;
});
afterAll(async () => {
  await app.close();
  await house.database.drop();
});

async function checkIn(more: Partial<CheckInRequest> = {}) {
  const payload = { bootId: 'b', bootedAt: now.toISOString(), factsHash: 'a'.repeat(64), ...more };
  const headers = { authorization: 'Bearer any' };
  const answer = await app.inject({ method: 'POST', url: '/check-in', payload, headers });
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

describe('a check-in', () => {
  it('is answered with what is to become of automatic updates', async () => {
    expect(await checkIn()).toMatchObject({ automaticUpdates: 'LEAVE', factsWanted: true });
    wish = 'HOLD';
    expect(await checkIn()).toMatchObject({ automaticUpdates: 'HOLD' });
  });

  it('tells with the facts what holds of them, which the instance then shows', async () => {
    expect((await house.ask('getInstance', { params: { instanceId: id } })).automaticUpdates).toBeNull();
    const automaticUpdates = { state: 'HELD', message: 'apt-daily.timer' } as const;
    await checkIn({ factsHash: 'b'.repeat(64), facts: { ...facts, automaticUpdates } });
    expect(await checkIn({ factsHash: 'b'.repeat(64) })).toMatchObject({ factsWanted: false });
    const shown = await house.ask('getInstance', { params: { instanceId: id } });
    expect(shown.automaticUpdates).toEqual(automaticUpdates);
    await checkIn({ factsHash: 'c'.repeat(64), facts });
    expect((await house.ask('getInstance', { params: { instanceId: id } })).automaticUpdates).toBeNull();
  });

  it('takes package changes, and without their being kept is a sign of life that says so', async () => {
    const kept: [string, readonly PackageChange[]][] = [];
    noteChanges = async (...told) => void kept.push(told);
    expect(await checkIn({ packageChanges: [change] })).toMatchObject({ packageChangesTaken: true });
    expect(kept).toEqual([[id, [change]]]);
    noteChanges = async () => {
      throw new Error('no room');
    };
    expect(await checkIn({ packageChanges: [change] })).toMatchObject({ packageChangesTaken: false });
  });
});
