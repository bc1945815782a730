import { CheckInResponse, type AutomaticUpdates, type CheckInRequest, type PackageChange } from '@rustine/contract';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkIn, hashFacts, type CheckInNeeds } from './check-in.ts';

const change: PackageChange = {
  at: '2026-11-20T10:00:00.000Z',
  name: 'hello',
  architecture: 'all',
  action: 'INSTALLED',
  oldVersion: null,
  newVersion: '1',
};
const facts = {
  hostname: 'web-1',
  osFamily: 'LINUX',
  osName: 'Debian GNU/Linux 12 (bookworm)',
  osVersion: '12',
  kernelVersion: '6.1.0',
  architecture: 'x86_64',
  agentVersion: '0.1.0',
} as const;

/** The server: what it was asked, which facts it holds, what it answers. */
let asked: CheckInRequest[];
let held: string;
let answers: object;
let told: AutomaticUpdates;
let waiting: PackageChange[];

const needs = {
  call: async (_path: string, { body }: { body: CheckInRequest }) => {
    asked.push(body);
    if (body.facts !== undefined) held = hashFacts(body.facts);
    const factsWanted = held !== body.factsHash;
    return CheckInResponse.parse({
      serverTime: '2026-11-20T10:00:00.000Z',
      nextCheckInSeconds: 120,
      factsWanted,
      ...answers,
    });
  },
  platform: { readBoot: () => ({ bootId: 'b', bootedAt: '2026-11-20T09:00:00.000Z' }) },
  readFacts: () => facts,
  clock: { observe: () => undefined },
  hold: {
    told: () => told,
    heed: async (wish: string) => {
      const state = wish === 'HOLD' ? 'HELD' : 'LEFT';
      if (state === told.state) return false;
      told = { state, message: '' };
      return true;
    },
  },
  packages: {
    look: async () => ({ upTo: waiting.length, changes: waiting }),
    taken: () => (waiting = []),
  },
} as unknown as CheckInNeeds;
const signal = new AbortController().signal;

beforeEach(() => {
  [asked, held, answers, waiting] = [[], '', {}, []];
  told = { state: 'LEFT', message: '' };
});

describe('a check-in', () => {
  it('does at once what the server says about automatic updates, tells what came of it, and that only once', async () => {
    await checkIn(needs, signal);
    answers = { automaticUpdates: 'HOLD' };
    asked = [];
    expect(await checkIn(needs, signal)).toBe(120);
    expect(asked.map((each) => each.facts?.automaticUpdates?.state)).toEqual([undefined, undefined, 'HELD']);
    asked = [];
    await checkIn(needs, signal);
    expect(asked).toEqual([{ bootId: 'b', bootedAt: '2026-11-20T09:00:00.000Z', factsHash: held }]);
  });

  it('takes the silence of a server that knows of no windows for: leave them', async () => {
    told = { state: 'HELD', message: '' };
    await checkIn(needs, signal);
    expect(told.state).toBe('LEFT');
  });

  it('keeps the hold as it is when the server does not answer', async () => {
    told = { state: 'HELD', message: '' };
    const away = { ...needs, call: async () => Promise.reject(new Error('away')) } as unknown as CheckInNeeds;
    await expect(checkIn(away, signal)).rejects.toThrow('away');
    expect(told.state).toBe('HELD');
  });

  it('tells package changes until the server says that it took them, not twice when it also wants the facts', async () => {
    waiting = [change];
    await checkIn(needs, signal);
    expect(asked.map(({ packageChanges }) => packageChanges)).toEqual([[change], undefined]);
    expect(waiting).toEqual([change]);
    answers = { packageChangesTaken: true };
    await checkIn(needs, signal);
    expect(waiting).toEqual([]);
  });
});
