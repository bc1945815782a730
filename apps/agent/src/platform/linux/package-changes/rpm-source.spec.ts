import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildRpm } from '../../../../../../packages/documents/src/testing/build-rpm.ts';
import { compareInstalled } from './compare-installed.ts';
import { parseInstalled } from './parse-installed.ts';
import { openRpmSource } from './rpm-source.ts';

const hasRpm = spawnSync('rpmbuild', ['--version']).status === 0;
if (!hasRpm) console.log('skipped: a real rpm database needs rpm and rpmbuild: apt-get install rpm');

/** As `rpm -qa --queryformat` printed it on a Fedora 39. */
const printed = `bash\tx86_64\t5.2.26-1.fc39\t1732000000
openssl-libs\tx86_64\t1:3.1.1-4.fc39\t1732000001
gpg-pubkey\t(none)\t18b8e74c-62f2920f\t1732000002
kernel-core\tx86_64\t6.5.6-300.fc39\t1732000003
kernel-core\tx86_64\t6.6.2-201.fc39\t1732000004
`;

describe('two looks at an rpm database', () => {
  const before = parseInstalled(printed);
  const changes = (after: string) =>
    compareInstalled(before, parseInstalled(after), 1732100000).map((each) => [
      each.name,
      each.action,
      each.oldVersion,
      each.newVersion,
      Date.parse(each.at) / 1000,
    ]);

  it.each([
    ['nothing', printed, []],
    [
      'an upgrade',
      printed.replace('1:3.1.1-4.fc39\t1732000001', '1:3.1.4-1.fc39\t1732000100'),
      [['openssl-libs', 'UPGRADED', '1:3.1.1-4.fc39', '1:3.1.4-1.fc39', 1732000100]],
    ],
    [
      'a downgrade',
      printed.replace('1:3.1.1-4.fc39\t1732000001', '1:3.0.9-1.fc39\t1732000100'),
      [['openssl-libs', 'DOWNGRADED', '1:3.1.1-4.fc39', '1:3.0.9-1.fc39', 1732000100]],
    ],
    [
      'a package that was put in place again',
      printed.replace('1732000000', '1732000100'),
      [['bash', 'INSTALLED', '5.2.26-1.fc39', '5.2.26-1.fc39', 1732000100]],
    ],
    ['a removal', printed.replace(/^bash.*\n/, ''), [['bash', 'REMOVED', '5.2.26-1.fc39', null, 1732100000]]],
    [
      'a package that is new',
      `${printed}vim\tnoarch\t9-1\t1732000100\n`,
      [['vim', 'INSTALLED', null, '9-1', 1732000100]],
    ],
    [
      'a kernel that takes the place of the oldest one',
      printed.replace('6.5.6-300.fc39\t1732000003', '6.7.1-200.fc39\t1732000100'),
      [
        ['kernel-core', 'REMOVED', '6.5.6-300.fc39', null, 1732100000],
        ['kernel-core', 'INSTALLED', null, '6.7.1-200.fc39', 1732000100],
      ],
    ],
  ])('tell %s', (_name, after, expected) => {
    expect(changes(after)).toEqual(expected);
  });
});

describe.skipIf(!hasRpm)('a real rpm database', () => {
  let folder: string;
  let database: string;
  let cursor: string | null = null;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rustine-rpm-source-'));
    database = join(folder, 'database');
    for (const version of ['1', '2']) buildRpm(folder, { name: 'probe', version });
    execFileSync('rpm', ['--dbpath', database, '--initdb']);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Into the database alone; no file of this machine is touched. */
  const rpm = (...args: string[]) => execFileSync('rpm', ['--dbpath', database, '--justdb', '--nodeps', ...args]);
  const read = async () => {
    const found = await openRpmSource({ folders: [database], query: ['--dbpath', database] }).read(cursor);
    if (found === null) return null;
    ({ cursor } = found);
    return found.changes;
  };

  it('tells what rpm did by hand since the last look, and is not asked when nothing was done', async () => {
    expect(await read()).toEqual([]);
    const begun = Math.floor(Date.now() / 1000) * 1000;
    rpm('-i', join(folder, 'probe-1-1.noarch.rpm'));
    const installed = await read();
    expect(installed).toMatchObject([
      { name: 'probe', architecture: 'noarch', action: 'INSTALLED', newVersion: '1-1' },
    ]);
    expect(Date.parse(installed![0]!.at)).toBeGreaterThanOrEqual(begun);
    await read();
    expect(await read()).toBeNull();
    rpm('-U', join(folder, 'probe-2-1.noarch.rpm'));
    expect(await read()).toMatchObject([{ action: 'UPGRADED', oldVersion: '1-1', newVersion: '2-1' }]);
    rpm('-e', 'probe');
    const removed = await read();
    expect(removed).toMatchObject([{ action: 'REMOVED', oldVersion: '2-1', newVersion: null }]);
    expect(Date.parse(removed![0]!.at)).toBeGreaterThanOrEqual(begun);
  });
});
