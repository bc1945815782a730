import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeRunFolder, type RunFolder } from './testing/run-built-in.ts';

const pattern = /CVE-\d{4}-\d{4,}/g;

function cvesOf(text: string): string {
  return [...new Set(text.match(pattern))].toSorted().join(' ');
}

/** Whether the package's documentation is its own folder; others link to one of the same source. */
function hasOwnChangelog(name: string): boolean {
  const folder = `/usr/share/doc/${name}`;
  return existsSync(`${folder}/changelog.Debian.gz`) && !lstatSync(folder).isSymbolicLink();
}

/**
 * Two installed packages whose changelogs tell of CVEs, with the newest version that there is of each: what a machine
 * that is up to date has instead of pending updates.
 */
function installedPackages(): Record<string, string>[] {
  const ask = (program: string, ...args: string[]) => execFileSync(program, args).toString();
  return ['openssl', 'libssl3', 'libexpat1', 'sudo', 'gpgv', 'git', 'perl-base']
    .filter(hasOwnChangelog)
    .slice(0, 2)
    .map((name) => {
      const [architecture = '', installed = ''] = ask(
        'dpkg-query',
        '-W',
        '-f',
        '${Architecture} ${Version}',
        name,
      ).split(' ');
      const candidate = /Candidate: (\S+)/.exec(ask('apt-cache', 'policy', name))?.[1] ?? '';
      return { name, architecture, installed_version: installed, available_version: candidate };
    });
}

/** Two small pending security updates of this machine, found by the scan itself; of one that has none, two packages. */
async function pendingUpdates(folder: RunFolder): Promise<Record<string, string>[]> {
  const scan = await folder.run('Rustine-ScanInstance');
  expect(scan.code).toBe(0);
  const pending = (await folder.report('available-updates'))
    .filter((row) => row['update_type'] === 'SECURITY' && hasOwnChangelog(row['name'] ?? ''))
    .toSorted((left, right) => Number(left['size_bytes']) - Number(right['size_bytes']))
    .slice(0, 2);
  return pending.length === 2 ? pending : installedPackages();
}

test('the CVE ids of two pending updates are those of the changelogs in the real packages', async () => {
  await using folder = await makeRunFolder();
  const updates = await pendingUpdates(folder);
  expect(updates).toHaveLength(2);
  const items = updates.flatMap((row) => [
    `candidate|${row['name']}|${row['architecture']}|${row['available_version']}`,
    `installed|${row['name']}|${row['architecture']}|${row['installed_version']}`,
  ]);
  const run = await folder.run('Rustine-ResolveCves', { parameters: { packages: items } });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const rows = await folder.report('changelog-cves');
  expect(rows).toHaveLength(items.length);

  for (const update of updates) {
    const name = update['name'] ?? '';
    const options = {
      cwd: folder.path,
      stdio: ['ignore', 'pipe', 'ignore'] as ['ignore', 'pipe', 'ignore'],
      maxBuffer: 256 * 1024 * 1024,
    };
    const lists = `Dir::State::lists=${join(folder.path, 'state', 'apt', 'lists/')}`;
    const cache = ['-o', 'Dir::Cache::pkgcache=', '-o', 'Dir::Cache::srcpkgcache=', '-o', 'APT::Sandbox::User=root'];
    execFileSync('apt-get', ['-o', lists, ...cache, 'download', `${name}=${update['available_version']}`], options);
    const deb = readdirSync(folder.path).find((file) => file.startsWith(`${name}_`)) ?? '';
    execFileSync('dpkg-deb', ['-x', deb, `unpacked-${name}`], options);
    const candidate = execFileSync(
      'zcat',
      [join(`unpacked-${name}`, 'usr/share/doc', name, 'changelog.Debian.gz')],
      options,
    ).toString();
    const present = execFileSync('zcat', [`/usr/share/doc/${name}/changelog.Debian.gz`], options).toString();
    const found = (origin: string) => rows.find((row) => row['name'] === name && row['origin'] === origin);
    expect(found('CANDIDATE')).toMatchObject({ method: 'CHANGELOG', cves: cvesOf(candidate), message: '' });
    expect(found('INSTALLED')).toMatchObject({ method: 'CHANGELOG', cves: cvesOf(present), message: '' });
  }
  expect(execFileSync('find', [join(folder.path, 'state'), '-name', '*.deb']).toString()).toBe('');
});

test('an installed version that nothing knows is cut out of its candidate’s changelog', async () => {
  await using folder = await makeRunFolder();
  const version =
    execFileSync('apt-cache', ['policy', 'openssl'])
      .toString()
      .match(/Candidate: (\S+)/)?.[1] ?? '';
  const items = [`candidate|openssl|amd64|${version}`, 'installed|openssl|amd64|3.0.8-1~none1'];
  const run = await folder.run('Rustine-ResolveCves', { parameters: { packages: items } });
  expect(run.code).toBe(0);
  const [candidate, cut] = await folder.report('changelog-cves');
  expect(cut).toMatchObject({ origin: 'INSTALLED', method: 'CUT', source_package: 'openssl' });
  const all = new Set(candidate?.['cves']?.split(' '));
  const below = cut?.['cves']?.split(' ') ?? [];
  expect(below.length).toBeGreaterThan(0);
  expect(below.length).toBeLessThan(all.size);
  expect(below.every((id) => all.has(id))).toBe(true);
  // Fixed in 3.0.8-1 and in 3.0.9-1: the first is at or below the version asked for only by being older.
  expect(all.has('CVE-2023-2650') && !below.includes('CVE-2023-2650')).toBe(true);
});

test('what cannot be known is UNREADABLE with a message, and the rest of the answer stands', async () => {
  await using folder = await makeRunFolder();
  const items = ['candidate|no-such-package|amd64|1.0', 'installed|tzdata|all|2025b-0+deb12u1'];
  const run = await folder.run('Rustine-ResolveCves', { parameters: { packages: items } });
  expect(run.code).toBe(0);
  const rows = await folder.report('changelog-cves');
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatchObject({ name: 'no-such-package', origin: 'CANDIDATE', method: 'UNREADABLE', cves: '' });
  expect(rows[0]?.['message']).toMatch(/neither installed here nor in the package indexes/);
});
