import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pinVersions, type InstalledRow } from './pin-versions.ts';

const row = (text: string): InstalledRow => {
  const [name = '', architecture = '', action = '', newVersion = ''] = text.split(' ');
  return { name, architecture: architecture === '-' ? '' : architecture, action, newVersion };
};

test('each package that was installed or updated is an item with its version, once and sorted', () => {
  const rows = [
    'openssl amd64 UPGRADE 3.0.17-1~deb12u3',
    'linux-image-6.1.0-41-amd64 amd64 INSTALL 6.1.158-1',
    'bind x86_64 UPGRADE 32:9.16-1',
    'tzdata all DOWNGRADE 2025b-0',
    'openssl amd64 UPGRADE 3.0.17-1~deb12u3',
    'old amd64 REMOVE',
    'KB5031364 - INSTALL 200',
  ].map(row);
  expect(pinVersions(rows)).toEqual({
    items: [
      'KB5031364=200',
      'bind:x86_64=32:9.16-1',
      'linux-image-6.1.0-41-amd64:amd64=6.1.158-1',
      'openssl:amd64=3.0.17-1~deb12u3',
      'tzdata=2025b-0',
    ],
    conflicts: [],
  });
});

test('a package that came to two versions is in no list, and the conflict names both', () => {
  const rows = ['a amd64 UPGRADE 2', 'b amd64 UPGRADE 1', 'a amd64 UPGRADE 1'].map(row);
  expect(pinVersions(rows)).toEqual({ items: ['b:amd64=1'], conflicts: [{ name: 'a', versions: ['1', '2'] }] });
});

test('architectures stand for themselves, unless one of the rows fits every architecture', () => {
  expect(pinVersions(['glibc x86_64 UPGRADE 2', 'glibc i686 UPGRADE 1'].map(row))).toEqual({
    items: ['glibc:i686=1', 'glibc:x86_64=2'],
    conflicts: [],
  });
  expect(pinVersions(['a amd64 UPGRADE 2', 'a all UPGRADE 1'].map(row)).conflicts).toEqual([
    { name: 'a', versions: ['1', '2'] },
  ]);
});

test('where nothing was installed, or nothing that all agree on, the list says none: an empty one would be no limit', () => {
  expect(pinVersions([]).items).toEqual(['none']);
  expect(pinVersions([row('old amd64 REMOVE')])).toEqual({ items: ['none'], conflicts: [] });
  expect(pinVersions(['a amd64 UPGRADE 2', 'a amd64 UPGRADE 1'].map(row)).items).toEqual(['none']);
});

test('what no package manager would call a name or a version does not get into a command', () => {
  const rows = [
    { name: "a'; reboot", architecture: 'amd64', action: 'UPGRADE', newVersion: '1' },
    { name: 'b', architecture: 'amd64', action: 'UPGRADE', newVersion: '$(id)' },
  ];
  expect(pinVersions(rows)).toEqual({
    items: ['none'],
    conflicts: [
      { name: "a'; reboot", versions: ['1'] },
      { name: 'b', versions: ['$(id)'] },
    ],
  });
});

test('the order of the rows does not matter, and every package is either an item or a conflict', () => {
  const anyRow = fc.record({
    name: fc.constantFrom('a', 'b', 'c'),
    architecture: fc.constantFrom('amd64', 'i386', 'all', ''),
    action: fc.constantFrom('INSTALL', 'UPGRADE', 'DOWNGRADE', 'REMOVE'),
    newVersion: fc.constantFrom('1', '2'),
  });
  const normal = (rows: readonly InstalledRow[]) => {
    const { items, conflicts } = pinVersions(rows);
    return { items, conflicts: new Set(conflicts.map(({ name, versions }) => `${name} ${versions.join(' ')}`)) };
  };
  fc.assert(
    fc.property(
      fc
        .array(anyRow)
        .chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))),
      ([rows, shuffled]) => {
        expect(normal(shuffled)).toEqual(normal(rows));
        const { items, conflicts } = pinVersions(rows);
        const told = new Set([...items.map((item) => item.split(/[:=]/)[0]), ...conflicts.map(({ name }) => name)]);
        told.delete('none');
        expect(told).toEqual(new Set(rows.filter(({ action }) => action !== 'REMOVE').map(({ name }) => name)));
      },
    ),
  );
});
