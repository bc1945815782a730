import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import {
  installedPackage,
  makeAptRoot,
  makeRepository,
  offeredPackage,
  securityRelease,
  type Stanza,
} from './testing/make-apt-root.ts';
import { makeRunFolder } from './testing/run-built-in.ts';

const changelog = `wheel (2:1.2-1) stable-security; urgency=high

  * Fix CVE-2025-1111 and CVE-2025-22222.

 -- Somebody <somebody@example.org>  Sat, 01 Nov 2025 00:00:00 +0000

wheel (2:1.1-1) stable; urgency=low

  * Fix CVE-2024-3333.

 -- Somebody <somebody@example.org>  Fri, 01 Nov 2024 00:00:00 +0000
`;

/** Builds a real package in the repository's folder and returns its stanza for the index. */
function buildPackage(
  repository: string,
  { name, documentation }: { name: string; documentation: { link: string } | { text: string } | 'none' },
): Stanza {
  const root = join(repository, `build-${name}`);
  const version = '2:1.2-1+b1';
  const fileName = `${name}_1.2-1+b1_amd64.deb`;
  mkdirSync(join(root, 'DEBIAN'), { recursive: true });
  mkdirSync(join(root, 'usr/share/doc'), { recursive: true });
  if (documentation !== 'none') {
    const doc = join(root, 'usr/share/doc', name);
    if ('link' in documentation) symlinkSync(documentation.link, doc);
    else {
      mkdirSync(doc);
      writeFileSync(join(doc, 'changelog.Debian.gz'), gzipSync(documentation.text));
    }
  }
  const control = { Source: 'wheel (2:1.2-1)', ...offeredPackage(name, version) };
  writeFileSync(
    join(root, 'DEBIAN/control'),
    `${Object.entries(control)
      .map(([field, value]) => `${field}: ${value}`)
      .join('\n')}\n`,
  );
  const file = join(repository, fileName);
  execFileSync('dpkg-deb', ['--root-owner-group', '-b', root, file], { stdio: 'ignore' });
  const sum = createHash('sha256').update(readFileSync(file)).digest('hex');
  return { ...control, Filename: `./${fileName}`, Size: String(statSync(file).size), SHA256: sum };
}

test('links of documentation are followed within one source, by its own version, and an installed version unknown here is cut', async () => {
  await using folder = await makeRunFolder();
  const repository = join(folder.path, 'repository');
  mkdirSync(repository);
  const packages = [
    buildPackage(repository, { name: 'wheel-dev', documentation: { link: 'wheel-bin' } }),
    buildPackage(repository, { name: 'wheel-bin', documentation: { link: 'wheel-data' } }),
    buildPackage(repository, { name: 'wheel-data', documentation: { text: changelog } }),
    { ...buildPackage(repository, { name: 'bare', documentation: 'none' }), Source: 'bare-source (2:1.2-1)' },
  ];
  const root = makeAptRoot(folder.path, {
    installed: [installedPackage('other', '1')],
    sources: [makeRepository(repository, { packages, release: securityRelease })],
  });
  const items = [
    'candidate|wheel-dev|amd64|2:1.2-1+b1',
    'installed|wheel-dev|amd64|2:1.1-1',
    'candidate|bare|amd64|2:1.2-1+b1',
  ];
  const run = await folder.run('Rustine-ResolveCves', { env: root.env, parameters: { packages: items } });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const rows = await folder.report('changelog-cves');
  expect(rows).toMatchObject([
    {
      name: 'bare',
      source_package: 'bare-source',
      method: 'UNREADABLE',
      cves: '',
      message: expect.stringContaining('holds no changelog'),
    },
    {
      name: 'wheel-dev',
      version: '2:1.2-1+b1',
      source_package: 'wheel',
      source_version: '2:1.2-1',
      method: 'CHANGELOG',
      cves: 'CVE-2024-3333 CVE-2025-1111 CVE-2025-22222',
    },
    {
      name: 'wheel-dev',
      version: '2:1.1-1',
      source_package: 'wheel',
      source_version: '2:1.1-1',
      origin: 'INSTALLED',
      method: 'CUT',
      cves: 'CVE-2024-3333',
    },
  ]);
});
