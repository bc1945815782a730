import { PACKAGE_CHANGES_MAX, type PackageChange } from '@rustine/contract';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openJournal, type Journal } from '../journal/open-journal.ts';
import type { PackageSource } from '../platform/package-source.ts';
import { openChangeRecords } from './change-records.ts';
import { watchPackages } from './watch-packages.ts';

let folder: string;
let journal: Journal;
let done: PackageChange[];
const warnings: object[] = [];
const log = { warn: (about: object) => void warnings.push(about) } as never;

/** Its cursor is how many changes were read. */
const source: PackageSource = {
  name: 'source',
  read: async (cursor) => {
    if (Number(cursor) === done.length) return null;
    return { cursor: String(done.length), changes: cursor === null ? [] : done.slice(Number(cursor)) };
  },
};
const broken: PackageSource = {
  name: 'broken',
  read: async () => {
    throw new Error('it is locked');
  },
};
/** As after a start of the agent. */
const open = (...sources: PackageSource[]) => watchPackages({ records: openChangeRecords(journal), sources, log });
const change = (name: string): PackageChange => ({
  at: '2026-11-20T10:00:00.000Z',
  name,
  architecture: 'all',
  action: 'INSTALLED',
  oldVersion: null,
  newVersion: '1',
});
const many = (from: number, count: number) =>
  Array.from({ length: count }, (_each, index) => change(`p${from + index}`));
const names = ({ changes }: { changes: readonly PackageChange[] }) => changes.map(({ name }) => name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rustine-watch-'));
  journal = openJournal(join(folder, 'journal.sqlite'));
  done = [change('past')];
  warnings.length = 0;
});
afterEach(() => {
  journal.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('package changes on their way to the server', () => {
  it('are told until they are taken, also by the next agent', async () => {
    expect(names(await open(source).look())).toEqual([]);
    done.push(change('one'));
    expect(names(await open(source).look())).toEqual(['one']);
    done.push(change('two'));
    const watch = open(source);
    const batch = await watch.look();
    expect(names(batch)).toEqual(['one', 'two']);
    done.push(change('three'));
    watch.taken(batch);
    expect(names(await watch.look())).toEqual(['three']);
  });

  it('go as many as one check-in carries, the rest with the next', async () => {
    const watch = open(source);
    await watch.look();
    done.push(...many(0, PACKAGE_CHANGES_MAX + 3));
    const first = await watch.look();
    expect(first.changes).toHaveLength(PACKAGE_CHANGES_MAX);
    watch.taken(first);
    expect(names(await watch.look())).toEqual(['p500', 'p501', 'p502']);
  });

  it('of which the server would refuse one do not keep the others', async () => {
    const watch = open(source);
    await watch.look();
    done.push({ ...change('long'), newVersion: '1'.repeat(300) }, change('good'));
    expect(names(await watch.look())).toEqual(['good']);
    expect(warnings).toEqual([{ source: 'source', unfit: 1, givenUp: 0 }]);
  });

  it('are read from the other sources when one cannot be read', async () => {
    const watch = open(broken, source);
    await watch.look();
    done.push(change('one'));
    expect(names(await watch.look())).toEqual(['one']);
    expect(warnings).toEqual([
      expect.objectContaining({ source: 'broken' }),
      expect.objectContaining({ source: 'broken' }),
    ]);
  });

  it('that no server takes give way to newer ones at last', async () => {
    const watch = open(source);
    await watch.look();
    done.push(...many(0, 20_010));
    expect((await watch.look()).changes[0]?.name).toBe('p10');
  });
});
