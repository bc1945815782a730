import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installDependencies } from './setup/install-dependencies.mjs';
import { installSystemPackages } from './setup/install-system-packages.mjs';
import { findNode24, root } from './setup/node-24.mjs';

/** `npm test`: everything that CI runs but the peers, from a fresh clone on. Arguments go to Vitest instead of the whole. */
const wanted = process.argv.slice(2);

function step(name, args) {
  process.stderr.write(`\n== ${name}\n`);
  const result = spawnSync(node, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env });
  if (result.status !== 0) {
    process.stderr.write(`\n== ${name}: failed\n`);
    process.exit(result.status ?? 1);
  }
}

if (!installDependencies()) process.exit(1);
installSystemPackages();
const node = findNode24();
if (node === undefined) {
  process.stderr.write('Rustine needs Node 24, and npm has none for this machine: install Node 24, then try again.\n');
  process.exit(1);
}
const bin = join(root, 'node_modules', '.bin');
const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
const source = '--conditions=@rustine/source';
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');

if (wanted.length > 0) {
  step('tests', [vitest, 'run', ...wanted]);
} else {
  step('check', [source, 'tools/check.ts']);
  step('build the console', [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', 'apps/web', '--logLevel', 'warn']);
  step('unit tests', [vitest, 'run', '--project', 'unit']);
  step('end-to-end tests', [vitest, 'run', '--project', 'e2e']);
}
