import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHoldRecords } from '../automatic-updates/hold-records.ts';
import { openUpdateHold } from '../automatic-updates/hold-updates.ts';
import { openJournal } from '../journal/open-journal.ts';
import type { UpdateSwitches } from '../platform/update-switches.ts';
import { releaseUpdates } from './release-updates.ts';

const log = { info: () => undefined, warn: () => undefined } as never;
let folder: string;
let value: string;
let isBroken: boolean;
const switches: UpdateSwitches = {
  read: async () => ({ readings: [{ key: 'unit-mask a.timer', value, off: 'masked' }], underWay: [] }),
  set: async (_key, wanted) => {
    if (isBroken) throw new Error('systemd does not answer');
    value = wanted ?? '';
  },
};
const path = () => join(folder, 'journal.sqlite');

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rustine-release-'));
  [value, isBroken] = ['unmasked', false];
  const journal = openJournal(path());
  await openUpdateHold({ records: openHoldRecords(journal), switches, log }).heed('HOLD');
  journal.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('an agent that goes', () => {
  it('puts back what it held, and one that is installed later holds nothing', async () => {
    expect(value).toBe('masked');
    await releaseUpdates(path(), { updates: switches, log });
    expect(value).toBe('unmasked');
    const journal = openJournal(path());
    await openUpdateHold({ records: openHoldRecords(journal), switches, log }).resume();
    journal.close();
    expect(value).toBe('unmasked');
  });

  it('stays while it cannot be put back, until somebody did it by hand', async () => {
    isBroken = true;
    const release = () => releaseUpdates(path(), { updates: switches, log });
    await expect(release()).rejects.toThrow(/nothing was removed.*systemd does not answer/);
    value = 'unmasked';
    await release();
  });

  it('that never was here leaves no journal behind', async () => {
    const nowhere = join(folder, 'other', 'journal.sqlite');
    await releaseUpdates(nowhere, { updates: switches, log });
    expect(existsSync(nowhere)).toBe(false);
  });
});
