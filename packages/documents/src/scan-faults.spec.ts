import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { mountSmallDisk } from '@rustine/testkit/small-disk';
import { expect, test } from 'vitest';
import {
  baseRelease,
  installedPackage,
  makeAptRoot,
  makeRepository,
  offeredPackage,
  securityRelease,
} from './testing/make-apt-root.ts';
import { makeRunFolder } from './testing/run-built-in.ts';

const installed = [installedPackage('alpha', '1.0')];

/** A port of this machine on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 1;
}

function reports(folder: string): string[] {
  return existsSync(join(folder, 'reports')) ? readdirSync(join(folder, 'reports')) : [];
}

test('without a network the scan fails and names the source', async () => {
  await using folder = await makeRunFolder();
  const port = await closedPort();
  const root = makeAptRoot(folder.path, {
    installed,
    sources: [`deb [trusted=yes] http://127.0.0.1:${port}/debian stable main`],
  });
  const run = await folder.run('Rustine-ScanInstance', { env: root.env });
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(
    new RegExp(
      `^rustine: error: SOURCE_FAILED: no package source can be read, the first is http://127.0.0.1:${port}/debian stable: .*127.0.0.1`,
    ),
  );
  expect(reports(folder.path)).toEqual([]);
});

test('a failed security source fails the scan though another source answers', async () => {
  await using folder = await makeRunFolder();
  const port = await closedPort();
  const base = makeRepository(join(folder.path, 'base'), {
    packages: [offeredPackage('alpha', '1.1')],
    release: baseRelease,
  });
  const root = makeAptRoot(folder.path, {
    installed,
    sources: [base, `deb [trusted=yes] http://127.0.0.1:${port}/d stable-security main`],
  });
  const run = await folder.run('Rustine-ScanInstance', { env: root.env });
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(
    /^rustine: error: SOURCE_FAILED: the security source http:\S+ stable-security cannot be read: /,
  );
});

test('another failed source is a warning, and the rest is reported', async () => {
  await using folder = await makeRunFolder();
  const port = await closedPort();
  const security = makeRepository(join(folder.path, 'security'), {
    packages: [offeredPackage('alpha', '1.1')],
    release: securityRelease,
  });
  const root = makeAptRoot(folder.path, {
    installed,
    sources: [security, `deb [trusted=yes] http://127.0.0.1:${port}/d stable main`],
  });
  const run = await folder.run('Rustine-ScanInstance', { env: root.env });
  expect(run.code).toBe(0);
  expect(run.stdout).toMatch(/^rustine: warning: the source http:\S+ stable cannot be read/m);
  expect(await folder.report('available-updates')).toMatchObject([{ name: 'alpha', update_type: 'SECURITY' }]);
});

test('an index that does not match its sum fails the scan', async () => {
  await using folder = await makeRunFolder();
  const path = join(folder.path, 'security');
  const security = makeRepository(path, { packages: [offeredPackage('alpha', '1.1')], release: securityRelease });
  writeFileSync(join(path, 'Packages'), 'Package: alpha\nVersion: 9\n');
  const root = makeAptRoot(folder.path, { installed, sources: [security] });
  const run = await folder.run('Rustine-ScanInstance', { env: root.env });
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/^rustine: error: (SOURCE_FAILED|APT_FAILED): /);
  expect(reports(folder.path)).toEqual([]);
});

test('no source at all is an error, never "fully patched"', async () => {
  await using folder = await makeRunFolder();
  const root = makeAptRoot(folder.path, { installed, sources: [] });
  const run = await folder.run('Rustine-ScanInstance', { env: root.env });
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/^rustine: error: NO_SOURCES: /);
});

test.each(['dpkg-query', 'apt-cache'])('an empty answer of %s is an error, never "fully patched"', async (tool) => {
  await using folder = await makeRunFolder();
  const bin = join(folder.path, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, tool), '#!/bin/sh\nexit 0\n');
  chmodSync(join(bin, tool), 0o755);
  const security = makeRepository(join(folder.path, 'security'), {
    packages: [offeredPackage('alpha', '1.1')],
    release: securityRelease,
  });
  const root = makeAptRoot(folder.path, { installed, sources: [security] });
  const run = await folder.run('Rustine-ScanInstance', {
    env: { ...root.env, PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin` },
  });
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/^rustine: error: EMPTY_ANSWER: /);
  expect(reports(folder.path)).toEqual([]);
});

test('a lock held by another process fails the scan after the wait and names the holder', async () => {
  await using folder = await makeRunFolder();
  const security = makeRepository(join(folder.path, 'security'), {
    packages: [offeredPackage('alpha', '1.1')],
    release: securityRelease,
  });
  const root = makeAptRoot(folder.path, { installed, sources: [security] });
  const lock = join(root.adminDir, 'lock-frontend');
  const program = `use Fcntl; open(my $f, ">", $ARGV[0]) or die; my $l = pack("s s l! l! i", F_WRLCK, 0, 0, 0, 0); fcntl($f, F_SETLK, $l) or die; $| = 1; print "held\\n"; sleep 600`;
  const holder = spawn('perl', ['-e', program, lock], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await once(holder.stdout, 'data');
    const run = await folder.run('Rustine-ScanInstance', { env: root.env, parameters: { lockWaitSeconds: ['1'] } });
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(
      new RegExp(
        `^rustine: error: LOCK_HELD: the package manager is busy: process ${holder.pid} \\(perl\\) holds ${lock}; waited 1 seconds`,
      ),
    );
  } finally {
    holder.kill('SIGKILL');
    await once(holder, 'exit');
  }
  expect((await folder.run('Rustine-ScanInstance', { env: root.env })).code).toBe(0);
});

test('a full disk is named as the cause, and no report is left half written', async (context) => {
  await using folder = await makeRunFolder();
  const security = makeRepository(join(folder.path, 'security'), {
    packages: [offeredPackage('alpha', '1.1')],
    release: securityRelease,
  });
  const root = makeAptRoot(folder.path, { installed, sources: [security] });
  using disk = mountSmallDisk(join(folder.path, 'reports'), '4k') ?? context.skip('this process may not mount');
  writeFileSync(join(disk.path, 'filler'), Buffer.alloc(4096));
  const run = await folder.run('Rustine-ScanInstance', { env: root.env });
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/^rustine: error: DISK_FULL: /);
  expect(readdirSync(disk.path).filter((name) => name.endsWith('.csv'))).toEqual([]);
});

test('a full disk under the package indexes is named as the cause', async (context) => {
  await using folder = await makeRunFolder();
  using _disk = mountSmallDisk(join(folder.path, 'state'), '512k') ?? context.skip('this process may not mount');
  const run = await folder.run('Rustine-ScanInstance');
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/^rustine: error: DISK_FULL: /);
});
