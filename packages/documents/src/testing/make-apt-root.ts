import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Stanza {
  readonly [field: string]: string;
}

/** A disposable root for apt: a package database and sources of the test's own, reached by apt's own APT_CONFIG. */
export interface AptRoot {
  readonly env: Readonly<Record<string, string>>;
  readonly adminDir: string;
}

export function makeAptRoot(
  folder: string,
  {
    installed,
    sources,
    preferences = '',
  }: { readonly installed: readonly Stanza[]; readonly sources: readonly string[]; readonly preferences?: string },
): AptRoot {
  const adminDir = join(folder, 'dpkg');
  for (const path of [
    join(adminDir, 'info'),
    join(adminDir, 'updates'),
    join(folder, 'etc', 'none'),
    join(folder, 'lists'),
  ]) {
    mkdirSync(path, { recursive: true });
  }
  writeFileSync(join(adminDir, 'status'), installed.map(render).join('\n'));
  for (const stanza of installed) writeFileSync(join(adminDir, 'info', `${stanza['Package']}.list`), '/.\n');
  writeFileSync(join(folder, 'etc', 'sources.list'), `${sources.join('\n')}\n`);
  writeFileSync(join(folder, 'etc', 'preferences'), preferences);
  const config = join(folder, 'etc', 'apt.conf');
  writeFileSync(
    config,
    [
      `Dir::Etc::sourcelist "${join(folder, 'etc', 'sources.list')}";`,
      `Dir::Etc::sourceparts "${join(folder, 'etc', 'none')}";`,
      `Dir::Etc::preferences "${join(folder, 'etc', 'preferences')}";`,
      `Dir::Etc::preferencesparts "${join(folder, 'etc', 'none')}";`,
      `Dir::State::status "${join(adminDir, 'status')}";`,
      `Dir::State::lists "${join(folder, 'lists')}/";`,
      `Dir::State::extended_states "${join(folder, 'extended_states')}";`,
      'Acquire::Retries "0";',
      '',
    ].join('\n'),
  );
  return { env: { APT_CONFIG: config }, adminDir };
}

/** A flat repository with a Release file; its packages exist in the index alone. Returns its line for sources.list. */
export function makeRepository(
  folder: string,
  { packages, release }: { readonly packages: readonly Stanza[]; readonly release: Stanza },
): string {
  mkdirSync(folder, { recursive: true });
  const index = packages.map((stanza) => render({ ...fileOf(stanza), ...stanza })).join('\n');
  writeFileSync(join(folder, 'Packages'), index);
  const sum = createHash('sha256').update(index).digest('hex');
  writeFileSync(join(folder, 'Release'), `${render(release)}SHA256:\n ${sum} ${Buffer.byteLength(index)} Packages\n`);
  return `deb [trusted=yes] file:${folder} ./`;
}

export function installedPackage(name: string, version: string, more: Stanza = {}): Stanza {
  return {
    Package: name,
    Status: 'install ok installed',
    Maintainer: 'Somebody <somebody@example.org>',
    Architecture: 'amd64',
    Version: version,
    'Installed-Size': '12',
    Description: 'a package',
    ...more,
  };
}

export function offeredPackage(name: string, version: string, more: Stanza = {}): Stanza {
  return {
    Package: name,
    Version: version,
    Architecture: 'amd64',
    Maintainer: 'Somebody <somebody@example.org>',
    Description: 'a package',
    ...more,
  };
}

function fileOf(stanza: Stanza): Stanza {
  const file = `${stanza['Package']}_${stanza['Version']}_${stanza['Architecture']}.deb`;
  return { Filename: `./${file}`, Size: '4321', SHA256: createHash('sha256').update(file).digest('hex') };
}

function render(stanza: Stanza): string {
  return `${Object.entries(stanza)
    .map(([field, value]) => `${field}: ${value}`)
    .join('\n')}\n`;
}

export const securityRelease: Stanza = {
  Origin: 'Debian',
  Label: 'Debian-Security',
  Suite: 'stable-security',
  Codename: 'bookworm-security',
  Version: '12',
  Date: 'Sat, 01 Nov 2025 00:00:00 UTC',
};

export const baseRelease: Stanza = {
  Origin: 'Debian',
  Label: 'Debian',
  Suite: 'stable',
  Codename: 'bookworm',
  Version: '12.1',
  Date: 'Sat, 01 Nov 2025 00:00:00 UTC',
};
