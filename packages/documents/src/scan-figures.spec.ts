import { join } from 'node:path';
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

test('a candidate of a security suite is SECURITY, another is not, and the repository is named as apt names it', async () => {
  await using folder = await makeRunFolder();
  const root = makeAptRoot(folder.path, {
    installed: [installedPackage('alpha', '1.0'), installedPackage('beta', '1.0'), installedPackage('gamma', '1.0')],
    sources: [
      makeRepository(join(folder.path, 'security'), {
        packages: [offeredPackage('alpha', '1.1')],
        release: securityRelease,
      }),
      makeRepository(join(folder.path, 'base'), {
        packages: [offeredPackage('beta', '2.0'), offeredPackage('alpha', '1.0')],
        release: baseRelease,
      }),
    ],
  });
  const run = await folder.run('Rustine-ScanInstance', { env: root.env });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(await folder.report('available-updates')).toMatchObject([
    {
      name: 'alpha',
      architecture: 'amd64',
      installed_version: '1.0',
      available_version: '1.1',
      update_type: 'SECURITY',
      repository: 'Debian-Security:12/stable-security',
      size_bytes: '4321',
      reboot_suggested: 'false',
    },
    { name: 'beta', available_version: '2.0', update_type: 'OTHER', repository: 'Debian:12.1/stable' },
  ]);
  expect(run.stdout).toContain('2 updates available, 1 of them security');
});

test('a held package counts, a pinned-back one does not, a removed one with configuration left does not', async () => {
  await using folder = await makeRunFolder();
  const root = makeAptRoot(folder.path, {
    installed: [
      installedPackage('held', '1.0', { Status: 'hold ok installed' }),
      installedPackage('pinned', '1.0'),
      installedPackage('removed', '1.0', { Status: 'deinstall ok config-files' }),
      installedPackage('downgraded', '2.0'),
    ],
    sources: [
      makeRepository(join(folder.path, 'security'), {
        packages: ['held', 'pinned', 'removed']
          .map((name) => offeredPackage(name, '1.1'))
          .concat(offeredPackage('downgraded', '1.9')),
        release: securityRelease,
      }),
    ],
    preferences:
      'Package: pinned\nPin: version 1.0\nPin-Priority: 900\n\nPackage: downgraded\nPin: version 1.9\nPin-Priority: 1001\n',
  });
  const run = await folder.run('Rustine-ScanInstance', { env: root.env });
  expect(run.code).toBe(0);
  expect((await folder.report('available-updates')).map((row) => row['name'])).toEqual(['held']);
  expect((await folder.report('updates-before')).map((row) => row['name'])).toEqual(['downgraded', 'held', 'pinned']);
});

test('a maintainer with quotes, commas, a line break and a foreign byte arrives as one cell', async () => {
  await using folder = await makeRunFolder();
  const root = makeAptRoot(folder.path, {
    installed: [
      installedPackage('alpha', '1.0', {
        Maintainer: 'O\'Hara, "The One" <a@b>,\n Zoë',
        Source: 'origin-of-alpha (0.9)',
      }),
    ],
    sources: [
      makeRepository(join(folder.path, 'security'), {
        packages: [offeredPackage('alpha', '1.0')],
        release: securityRelease,
      }),
    ],
  });
  const run = await folder.run('Rustine-ScanInstance', { env: root.env });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(await folder.report('software-inventory')).toMatchObject([
    { publisher: 'O\'Hara, "The One" <a@b>, Zoë', source: 'deb', size_bytes: '12288' },
  ]);
  expect(await folder.report('updates-before')).toMatchObject([{ name: 'alpha', source: 'origin-of-alpha' }]);
  expect(await folder.report('available-updates')).toEqual([]);
});
