import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openJournal, type Journal } from '../journal/open-journal.ts';
import type { UpdateSwitches } from '../platform/update-switches.ts';
import { openHoldRecords } from './hold-records.ts';
import { openUpdateHold } from './hold-updates.ts';

let folder: string;
let journal: Journal;
let values: Map<string, string | null>;
let underWay: string[];
let broken: Set<string>;
let reads: number;
const warnings: string[] = [];
const log = { info: () => undefined, warn: (_about: object, words: string) => void warnings.push(words) } as never;

/** A machine's switches in memory: what the platform's own ones do is tested with the platform. */
const switches: UpdateSwitches = {
  read: async () => {
    reads += 1;
    return { readings: [...values].map(([key, value]) => ({ key, value, off: 'off' })), underWay };
  },
  set: async (key, value) => {
    if (broken.has(key)) throw new Error('it is broken');
    values.set(key, value);
  },
};
/** As after a start of the agent. */
const open = () => openUpdateHold({ records: openHoldRecords(journal), switches, log });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rustine-hold-'));
  journal = openJournal(join(folder, 'journal.sqlite'));
  values = new Map([
    ['unit-active a.timer', 'on'],
    ['unit-mask a.timer', 'on'],
    ['file /etc/b', null],
  ]);
  underWay = [];
  broken = new Set();
  reads = 0;
  warnings.length = 0;
});
afterEach(() => {
  journal.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the hold of automatic updates', () => {
  it('looks at nothing on a machine that was always left alone', async () => {
    expect(await open().heed('LEAVE')).toBe(false);
    expect(open().told().state).toBe('LEFT');
    expect(reads).toBe(0);
  });

  it('names what it turned off and what is let finish, and says nothing new the next time', async () => {
    underWay = ['a.service'];
    const hold = open();
    expect(await hold.heed('HOLD')).toBe(true);
    expect(hold.told()).toEqual({
      state: 'HELD',
      message: 'Off: a.timer, /etc/b. a.service had begun before and is let finish.',
    });
    expect(await hold.heed('HOLD')).toBe(false);
    underWay = [];
    expect(await hold.heed('HOLD')).toBe(true);
    expect([...values.values()]).toEqual(['off', 'off', 'off']);
  });

  it('outlives the agent: the next one goes on with the hold before it has heard the server', async () => {
    await open().heed('HOLD');
    values.set('unit-active a.timer', 'on');
    const next = open();
    expect(next.told().state).toBe('HELD');
    await next.resume();
    expect(values.get('unit-active a.timer')).toBe('off');
    expect(await next.heed('LEAVE')).toBe(true);
    expect(Object.fromEntries(values)).toEqual({
      'unit-active a.timer': 'on',
      'unit-mask a.timer': 'on',
      'file /etc/b': null,
    });
  });

  it('tells what did not work, does the rest, and tries again', async () => {
    broken.add('unit-mask a.timer');
    const hold = open();
    await hold.heed('HOLD');
    expect(hold.told()).toEqual({ state: 'FAILED', message: 'unit-mask a.timer: it is broken' });
    expect([...values.values()]).toEqual(['off', 'on', 'off']);
    broken.clear();
    await hold.heed('HOLD');
    expect(hold.told().state).toBe('HELD');
  });

  it('forgets nothing that it could not put back', async () => {
    const hold = open();
    await hold.heed('HOLD');
    broken.add('unit-mask a.timer');
    await hold.heed('LEAVE');
    expect(hold.told().state).toBe('FAILED');
    expect([...values.values()]).toEqual(['on', 'off', null]);
    broken.clear();
    await open().resume();
    expect(open().told().state).toBe('LEFT');
    expect([...values.values()]).toEqual(['on', 'on', null]);
  });

  it('leaves what somebody changed meanwhile, and says so in the log', async () => {
    const hold = open();
    await hold.heed('HOLD');
    values.set('file /etc/b', 'theirs');
    await hold.heed('LEAVE');
    expect(values.get('file /etc/b')).toBe('theirs');
    expect(warnings).toEqual([expect.stringContaining('stays as they have it')]);
  });

  it('tells that what it turned off did not stay off', async () => {
    const hold = openUpdateHold({
      records: openHoldRecords(journal),
      switches: { ...switches, set: async () => undefined },
      log,
    });
    await hold.heed('HOLD');
    expect(hold.told()).toEqual({ state: 'FAILED', message: 'a.timer, /etc/b did not stay off' });
  });
});
