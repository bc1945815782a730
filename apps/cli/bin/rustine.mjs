#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { findNode, NODE_MAJOR } from './find-node.mjs';
import { runNode } from './run-node.mjs';

const cli = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(dirname(cli));
const node = findNode(root);

if (node === null || !existsSync(join(root, 'node_modules', 'commander'))) {
  process.stderr.write(
    node === null && existsSync(join(root, 'node_modules'))
      ? `rustine: needs Node ${NODE_MAJOR}, and npm did not install it (optional dependencies left out?). Run "npm ci --include=optional" in ${root}, or use Node ${NODE_MAJOR} or newer.\n`
      : `rustine: its dependencies are not installed. Run "npm ci" in ${root} first.\n`,
  );
  process.exit(1);
}
runNode(node, ['--conditions=@rustine/source', join(cli, 'src', 'main.ts'), ...process.argv.slice(2)]);
