import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { findNode } from '../apps/cli/bin/find-node.mjs';
import { installSystemPackages } from './setup/install-system-packages.mjs';
import { installPackages } from './start/install-packages.mjs';

// `npm run test:peers`: against servers and clients that others wrote. They come pinned from PyPI, into a virtual
// environment of ours, from Go's module proxy and from Debian's packages; what cannot be installed is told, and its tests say that they are skipped.
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const venv = join(root, 'node_modules', '.cache', 'rustine', 'peers');
const requirements = join(root, 'tests', 'peers', 'requirements.txt');

const quietly = ['--quiet', '--disable-pip-version-check', '--no-input'];
// A machine without a way to PyPI should learn so in seconds, not minutes.
const impatiently = ['--retries', '1', '--timeout', '15'];

function run(program, args) {
  return spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2] }).status === 0;
}

/** Makes the virtual environment anew whenever the list of peers changed. */
function installPythonPeers() {
  const stamp = join(venv, 'installed-from');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  mkdirSync(dirname(venv), { recursive: true });
  process.stderr.write('Installing the peers from PyPI…\n');
  const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
  const done =
    run(python, ['-m', 'venv', '--clear', venv]) &&
    run(join(venv, 'bin', 'pip'), ['install', ...quietly, ...impatiently, '--requirement', requirements]);
  if (done) writeFileSync(stamp, wanted);
  else process.stderr.write('The peers from PyPI could not be installed; their tests are skipped.\n');
}

// An S3 server, built from its source; the folder is named after the version, so another one is built anew.
const goModule = { path: 'github.com/versity/versitygw/cmd/versitygw', version: 'v1.8.0' };
const goPeers = join(root, 'node_modules', '.cache', 'rustine', `go-peers-${goModule.version}`);

function installGoPeers() {
  if (existsSync(join(goPeers, 'versitygw'))) return;
  mkdirSync(goPeers, { recursive: true });
  process.stderr.write('Building the S3 server that downloads are tested against…\n');
  const env = { ...process.env, GOBIN: goPeers, GOFLAGS: '-mod=mod', CGO_ENABLED: '0' };
  const options = { cwd: root, stdio: ['ignore', 'ignore', 'ignore'], env, timeout: 600_000 };
  const { status } = spawnSync('go', ['install', `${goModule.path}@${goModule.version}`], options);
  if (status !== 0) process.stderr.write('The S3 server could not be built with Go; its tests are skipped.\n');
}

const fault = await installPackages(root);
const node = findNode(root);
if (fault !== null || node === null) {
  process.stderr.write(`${fault ?? 'Rustine needs Node 24, and npm has none for this machine.'}\n`);
  process.exit(1);
}
installSystemPackages({ peers: true });
installPythonPeers();
installGoPeers();
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const env = {
  ...process.env,
  PATH: `${dirname(node)}:${process.env.PATH}`,
  RUSTINE_PEERS: venv,
  RUSTINE_GO_PEERS: goPeers,
};
process.exit(
  spawnSync(node, [vitest, 'run', '--project', 'peers', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit', env })
    .status ?? 1,
);
