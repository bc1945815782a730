import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { findNode } from '../apps/cli/bin/find-node.mjs';
import { installSystemPackages } from './setup/install-system-packages.mjs';
import { buildConsole } from './start/build-console.mjs';
import { installPackages } from './start/install-packages.mjs';

// `npm test`: everything that CI runs but the peers, from a fresh clone on. With arguments, only those tests:
// `npm test -- --project unit packages/lake`. Plain JavaScript for Node 20, since nothing may be installed yet.
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const wanted = process.argv.slice(2);

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const fault = await installPackages(root);
if (fault !== null) fail(fault);
const node = findNode(root);
if (node === null) fail('Rustine needs Node 24, and npm has none for this machine: install Node 24, then try again.');
installSystemPackages();

const bin = join(root, 'node_modules', '.bin');
const env = { ...process.env, PATH: `${dirname(node)}:${bin}:${process.env.PATH}` };
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');

function run(args) {
  return spawnSync(node, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env }).status;
}

function step(name, args) {
  process.stdout.write(`\n== ${name}\n`);
  if (run(args) !== 0) fail(`\n== ${name}: failed`);
}

// Patch nights and restarts wait for the clock more than they work, so they are played while the other end-to-end tests run,
// and what they print comes after what those print.
async function endToEnd() {
  const folder = mkdtempSync(join(tmpdir(), 'rustine-nights-'));
  const file = join(folder, 'output');
  const output = openSync(file, 'w');
  const nights = spawn(node, [vitest, 'run', '--project', 'nights'], {
    cwd: root,
    stdio: ['ignore', output, output],
    env,
  });
  closeSync(output);
  const ended = once(nights, 'close');
  process.stdout.write('\n== end-to-end tests, and beside them those that wait for the clock\n');
  const status = run([vitest, 'run', '--project', 'e2e']);
  const [nightsStatus] = await ended;
  process.stdout.write(`\n== end-to-end tests that wait for the clock\n${readFileSync(file, 'utf8')}`);
  rmSync(folder, { recursive: true, force: true });
  if (status !== 0) fail('\n== end-to-end tests: failed');
  if (nightsStatus !== 0) fail('\n== end-to-end tests that wait for the clock: failed');
}

if (wanted.length > 0) {
  step('tests', [vitest, 'run', ...wanted]);
} else {
  step('check', ['--conditions=@rustine/source', 'tools/check.ts']);
  const unbuilt = await buildConsole(root, node);
  if (unbuilt !== null) fail(unbuilt);
  step('unit tests', [vitest, 'run', '--project', 'unit']);
  await endToEnd();
}
