import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportColumns } from '@rustine/contract';
import { expect, test } from 'vitest';
import { makeRunFolder } from './testing/run-built-in.ts';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

/** What apt itself says after an update, from indexes in the state folder of the scan. */
function aptSays(state: string): { readonly name: string; readonly version: string; readonly security: boolean }[] {
  const lists = join(state, 'apt', 'lists/');
  const out = execFileSync(
    'apt',
    [
      'list',
      '--upgradable',
      '-o',
      `Dir::State::lists=${lists}`,
      '-o',
      'Dir::Cache::pkgcache=',
      '-o',
      'Dir::Cache::srcpkgcache=',
    ],
    {
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  ).toString();
  return out.split('\n').flatMap((line) => {
    const match = /^([^/]+)\/(\S+) (\S+) \S+ \[upgradable/.exec(line);
    return match === null
      ? []
      : [{ name: match[1] ?? '', version: match[3] ?? '', security: (match[2] ?? '').includes('-security') }];
  });
}

/** Every file below apt's and dpkg's folders with its times and size. */
function listing(): string {
  return execFileSync('find', [
    '/var/lib/apt',
    '/var/cache/apt',
    '/var/lib/dpkg',
    '/etc/apt',
    '-printf',
    '%p %T@ %C@ %s\n',
  ]).toString();
}

test.each(isRoot ? [0, NOBODY] : [process.getuid?.() ?? 1])('figures equal apt’s own, as uid %i', async (uid) => {
  await using folder = await makeRunFolder();
  const run = await folder.run('Rustine-ScanInstance', { uid });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const apt = aptSays(join(folder.path, 'state'));
  const updates = await folder.report('available-updates');
  const found = updates.map((row) => `${row['name']} ${row['available_version']} ${row['update_type'] === 'SECURITY'}`);
  expect(found.toSorted()).toEqual(apt.map((row) => `${row.name} ${row.version} ${row.security}`).toSorted());
  expect(run.stdout).toContain(
    `${apt.length} updates available, ${apt.filter((row) => row.security).length} of them security`,
  );
  expect(run.stdout).toMatch(/^rustine: reboot-required (true|false|unknown) \(.+\)$/m);
});

test('the installed packages are dpkg’s, with their source package and the time of installation', async () => {
  await using folder = await makeRunFolder();
  await folder.run('Rustine-ScanInstance');
  const dpkg = execFileSync('dpkg-query', [
    '-W',
    '-f',
    '${db:Status-Abbrev}\t${Package}\t${Version}\t${Architecture}\t${source:Package}\n',
  ])
    .toString()
    .split('\n')
    .filter((line) => /^.[^nc]/.test(line))
    .map((line) => line.split('\t').slice(1).join(' '));
  const before = await folder.report('updates-before');
  expect(before.map((row) => `${row['name']} ${row['version']} ${row['architecture']} ${row['source']}`)).toEqual(dpkg);
  expect(before.every((row) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(row['installed_at'] ?? ''))).toBe(true);
  const listed = execFileSync('stat', ['-c', '%Y', '/var/lib/dpkg/info/base-files.list']).toString();
  const expected = new Date(Number(listed) * 1000).toISOString().replace('.000Z', 'Z');
  expect(before.find((row) => row['name'] === 'base-files')?.['installed_at']).toBe(expected);
});

test('the reports have the columns of the contract, in order, and carry the run’s ids', async () => {
  await using folder = await makeRunFolder();
  await folder.run('Rustine-ScanInstance');
  expect(readdirSync(join(folder.path, 'reports')).toSorted()).toEqual([
    'available-updates.csv',
    'software-inventory.csv',
    'updates-before.csv',
  ]);
  for (const kind of ['available-updates', 'software-inventory', 'updates-before'] as const) {
    const [header] = readFileSync(join(folder.path, 'reports', `${kind}.csv`), 'utf8').split('\r\n');
    expect(header?.split(',')).toEqual(reportColumns[kind].map((column) => column.name));
    const rows = await folder.report(kind);
    const ids = { schema_version: '1', invocation_id: 'inv-1', instance_id: 'mi-1', hostname: 'host, "one"' };
    // A machine that is up to date misses nothing.
    expect(rows.length).toBeGreaterThan(kind === 'available-updates' ? -1 : 0);
    for (const row of rows.slice(0, 1)) expect(row).toMatchObject(ids);
  }
});

test('a scan changes nothing below the folders of apt and dpkg', async () => {
  await using folder = await makeRunFolder();
  const before = listing();
  const run = await folder.run('Rustine-ScanInstance');
  expect(run.code).toBe(0);
  expect(listing()).toBe(before);
});

test('a second scan in the same state folder starts over and leaves no temporary files', async () => {
  await using folder = await makeRunFolder();
  await folder.run('Rustine-ScanInstance');
  const first = await folder.report('available-updates');
  // What a killed run leaves: its folder for temporary files, under the id of a process that is no more.
  mkdirSync(join(folder.path, 'state', 'work.2147483647'));
  writeFileSync(join(folder.path, 'reports', '.available-updates.csv.tmp'), 'half');
  const second = await folder.run('Rustine-ScanInstance');
  expect(second.code).toBe(0);
  expect((await folder.report('available-updates')).map((row) => row['name'])).toEqual(first.map((row) => row['name']));
  expect(readdirSync(join(folder.path, 'state'))).toEqual(['apt']);
  expect(readdirSync(join(folder.path, 'reports')).filter((name) => name.startsWith('.'))).toEqual([]);
});

test('the script runs by hand, without any of the agent’s variables, and names where the reports are', async () => {
  await using folder = await makeRunFolder();
  const bare = {
    RUSTINE_REPORT_DIR: '',
    RUSTINE_STATE_DIR: '',
    RUSTINE_INVOCATION_ID: '',
    RUSTINE_INSTANCE_ID: '',
    RUSTINE_HOSTNAME: '',
    TMPDIR: folder.path,
  };
  const run = await folder.run('Rustine-ScanInstance', { env: bare });
  const where = /^The reports are in (.+)$/m.exec(run.stdout)?.[1] ?? '';
  expect(run.code).toBe(0);
  chmodSync(where, 0o700);
  expect(existsSync(join(where, 'available-updates.csv'))).toBe(true);
});
