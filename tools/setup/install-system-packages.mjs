import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';

/** Debian packages that tests use, by something that says they are there. */
const forTests = {
  chromium: () => existsSync('/usr/bin/chromium'),
  mmdebstrap: () => existsSync('/usr/bin/mmdebstrap'),
  'systemd-container': () => existsSync('/usr/bin/systemd-nspawn'),
  rpm: () => existsSync('/usr/bin/rpmbuild'),
  'createrepo-c': () => existsSync('/usr/bin/createrepo_c'),
  shellcheck: () => existsSync('/usr/bin/shellcheck'),
  busybox: () => existsSync('/usr/bin/busybox') || existsSync('/bin/busybox'),
  binutils: () => existsSync('/usr/bin/strip'),
  openssl: () => existsSync('/usr/bin/openssl'),
  iproute2: () => existsSync('/usr/sbin/ip') || existsSync('/sbin/ip'),
};
const forPeers = {
  'libvirt-clients': () => existsSync('/usr/bin/virsh'),
  ipmitool: () => existsSync('/usr/bin/ipmitool'),
  openipmi: () => existsSync('/usr/bin/ipmi_sim'),
  postgresql: () => spawnSync('sh', ['-c', 'ls /usr/lib/postgresql/*/bin/initdb'], { stdio: 'ignore' }).status === 0,
  'python3-dateutil': () =>
    spawnSync('/usr/bin/python3', ['-c', 'import dateutil.rrule, zoneinfo'], { stdio: 'ignore' }).status === 0,
  'python3-venv': () => spawnSync('/usr/bin/python3', ['-c', 'import ensurepip'], { stdio: 'ignore' }).status === 0,
};

function run(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { stdio: ['ignore', 2, 2], env }).status === 0;
}

/**
 * Installs the Debian packages that the tests use, where that is possible: as root, with apt. Elsewhere it says what is
 * missing, and the tests that need it say that they were skipped.
 * @param {{ peers?: boolean }} options
 */
export function installSystemPackages({ peers = false } = {}) {
  const missing = () =>
    Object.entries(peers ? forPeers : forTests).flatMap(([name, isThere]) => (isThere() ? [] : [name]));
  const wanted = missing();
  if (wanted.length === 0) return;
  const possible = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (
    possible &&
    run('apt-get', ['update', '-q']) &&
    run('apt-get', ['install', '-yq', '--no-install-recommends', ...wanted])
  )
    return;
  process.stderr.write(
    `Not installed: ${missing().join(', ')}. Tests that need it are skipped; install it with apt-get as root.\n`,
  );
}
