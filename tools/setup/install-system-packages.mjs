import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Debian packages that tests use, by a file that says they are there. */
const packages = {
  chromium: '/usr/bin/chromium',
};

function missing() {
  return Object.entries(packages).flatMap(([name, path]) => (existsSync(path) ? [] : [name]));
}

function run(command, args) {
  return spawnSync(command, args, { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0;
}

/**
 * Installs the Debian packages that the tests use, where that is possible: as root, with apt. Elsewhere it says what is
 * missing, and the tests that need it say that they were skipped.
 */
export function installSystemPackages() {
  const wanted = missing();
  if (wanted.length === 0) return;
  const possible = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (possible && run('apt-get', ['update', '-q']) && run('apt-get', ['install', '-yq', '--no-install-recommends', ...wanted])) return;
  process.stderr.write(`Not installed: ${missing().join(', ')}. Tests that need it are skipped; install it with apt-get as root.\n`);
}
