import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { apt } from './apt.ts';
import { chooseManager } from './choose-manager.ts';
import { dnf, yum, zypper } from './rpm.ts';

test('each package manager is called without questions, with the name behind --', () => {
  const lines = [apt, dnf, yum, zypper].flatMap((manager) =>
    [
      ...manager.install('n', null, false),
      ...manager.install('n', null, true),
      ...manager.install('n', '1', true),
      manager.remove('n'),
      manager.installed('n'),
    ].map(({ program, args }) => [program, ...args].join(' ')),
  );
  for (const line of lines) {
    expect(line).toMatch(/ -- n(?:[=-]1)?$/);
    expect(line).toMatch(/^(dpkg-query|rpm) |--yes|--assumeyes|--non-interactive/);
  }
  expect(lines).toContain('dnf --assumeyes downgrade -- n-1');
  expect(lines).toContain('zypper --non-interactive install --oldpackage -- n=1');
});

test.each([
  ['1.2', true],
  ['1.2-3.el9', true],
  ['0:1.2', true],
  ['0:1.2-3.el9', true],
  ['1', false],
  ['1.2-3', false],
  ['1:1.2', false],
])('rpm has 0:1.2-3.el9 where %s is asked for: %s', (asked, isSame) => {
  expect(dnf.matches('0:1.2-3.el9', asked)).toBe(isSame);
});

test('what the databases say is read, also of a package that is not there', () => {
  expect(apt.readInstalled('installed 1:1.2-3\nconfig-files 1.0\n')).toEqual(['1:1.2-3']);
  expect(apt.readInstalled('')).toEqual([]);
  expect(dnf.readInstalled('n\t0:1.2-3\nn\t0:1.3-1\n')).toEqual(['0:1.2-3', '0:1.3-1']);
  expect(dnf.readInstalled('package n is not installed\n')).toEqual([]);
  expect(apt.readCandidate('n:\n  Installed: (none)\n  Candidate: 1.2\n')).toBe('1.2');
  expect(apt.readCandidate('n:\n  Installed: 1\n  Candidate: (none)\n')).toBeNull();
});

test('apt counts before dnf where both are there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rustine-path-'));
  try {
    expect(chooseManager(folder)).toBeNull();
    for (const program of ['yum', 'dnf', 'apt-get']) {
      writeFileSync(join(folder, program), '');
      chmodSync(join(folder, program), 0o755);
      expect(chooseManager(folder)?.name).toBe(program.replace('-get', ''));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
