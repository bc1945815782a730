import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Rpm {
  readonly name: string;
  readonly version: string;
  /** Lines of the preamble besides the usual ones, such as `Requires: other` or `Epoch: 1`. */
  readonly preamble?: readonly string[];
  /** Scriptlets by name, such as `pre`. */
  readonly scripts?: Readonly<Record<string, string>>;
  /** Contents of files besides its own one, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Builds a real package of release 1 into the folder, as NAME-VERSION-1.noarch.rpm. */
export function buildRpm(folder: string, { name, version, preamble = [], scripts = {}, files = {} }: Rpm): void {
  const top = mkdtempSync(join(tmpdir(), 'rustine-rpm-'));
  const sections = Object.entries(scripts).map(([script, text]) => `%${script}\n${text}`);
  const text = `Name: ${name}
Version: ${version}
Release: 1
Summary: a package
License: MIT
Vendor: Somebody, "The One"
BuildArch: noarch
${preamble.join('\n')}
%description
a package
%install
mkdir -p %{buildroot}/usr/share/${name}
echo ${version} >%{buildroot}/usr/share/${name}/${version}
${Object.entries(files)
  .map(([path, content]) => `mkdir -p $(dirname %{buildroot}${path}); echo '${content}' >%{buildroot}${path}`)
  .join('\n')}
%files
/usr/share/${name}
${Object.keys(files).join('\n')}
${sections.join('\n')}
`;
  writeFileSync(join(top, 'package.spec'), text);
  mkdirSync(folder, { recursive: true });
  const macros = {
    _topdir: top,
    _rpmdir: folder,
    _build_name_fmt: '%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm',
    _binary_payload: 'w.ufdio',
  };
  const defines = Object.entries(macros).flatMap(([key, value]) => ['--define', `${key} ${value}`]);
  try {
    execFileSync('rpmbuild', ['-bb', '--quiet', ...defines, join(top, 'package.spec')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } finally {
    rmSync(top, { recursive: true });
  }
}
