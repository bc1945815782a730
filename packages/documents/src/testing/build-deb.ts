import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { offeredPackage, type Stanza } from './make-apt-root.ts';

export interface Deb {
  readonly name: string;
  readonly version: string;
  /** Control fields besides the usual ones, such as Depends. */
  readonly fields?: Stanza;
  /** Maintainer scripts and `conffiles` by name, without the shebang line. */
  readonly control?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string | Buffer>>;
}

/** Builds a real package in the repository's folder and returns its stanza for the index. */
export function buildDeb(repository: string, { name, version, fields = {}, control = {}, files = {} }: Deb): Stanza {
  const root = mkdtempSync(join(tmpdir(), 'rustine-deb-'));
  const stanza = { ...offeredPackage(name, version), Architecture: 'all', ...fields };
  const put = (path: string, content: string | Buffer, mode: number) => {
    mkdirSync(dirname(join(root, path)), { recursive: true, mode: 0o755 });
    writeFileSync(join(root, path), content, { mode });
  };
  const lines = Object.entries(stanza).map(([field, value]) => `${field}: ${value}`);
  put('DEBIAN/control', `${lines.join('\n')}\n`, 0o644);
  put(`usr/share/${name}/version`, `${version}\n`, 0o644);
  for (const [path, content] of Object.entries(files)) put(path, content, path.includes('bin/') ? 0o755 : 0o644);
  for (const [script, text] of Object.entries(control)) {
    if (script === 'conffiles') put('DEBIAN/conffiles', text, 0o644);
    else put(`DEBIAN/${script}`, `#!/bin/sh\n${text}\n`, 0o755);
  }
  const fileName = `${name}_${version}_all.deb`;
  mkdirSync(repository, { recursive: true });
  const file = join(repository, fileName);
  execFileSync('chmod', ['755', root]);
  execFileSync('dpkg-deb', ['--root-owner-group', '-Znone', '-b', root, file], { stdio: 'ignore' });
  rmSync(root, { recursive: true });
  const sum = createHash('sha256').update(readFileSync(file)).digest('hex');
  return { ...stanza, Filename: `./${fileName}`, Size: String(statSync(file).size), SHA256: sum };
}
