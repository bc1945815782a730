// `npm start`. It runs before anything is installed, so: plain JavaScript, Node 20, no dependency. stdout belongs to the
// result; all that is told on the way goes to stderr.
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { findNode, NODE_MAJOR } from '../apps/cli/bin/find-node.mjs';
import { runNode } from '../apps/cli/bin/run-node.mjs';
import { buildConsole } from './start/build-console.mjs';
import { installPackages } from './start/install-packages.mjs';

const OLDEST_MAJOR = 20;
const usage = `Usage: npm start -- [--once [--json]] [--port <number>]

Starts Rustine on this machine: installs what is needed, starts the server and the agent, scans this
machine and prints which security updates it is missing. Then it stays up until Ctrl-C.

  --once           stop after the report
  --json           with --once: one JSON object on stdout and nothing else there
  --port <number>  where the server listens on 127.0.0.1 (default: RUSTINE_PORT, else 7400)

RUSTINE_DATA_DIR chooses the data directory (default: .rustine), DATABASE_URL a PostgreSQL of yours.
`;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const args = process.argv.slice(2);

function fail(message) {
  process.stderr.write(`rustine: ${message}\n`);
  process.exit(1);
}

if (Number.parseInt(process.versions.node, 10) < OLDEST_MAJOR) {
  fail(`needs Node ${OLDEST_MAJOR} or newer to install itself; this is ${process.version}. See https://nodejs.org/.`);
}
if (args.includes('--help') || args.includes('-h')) {
  process.stdout.write(usage);
  process.exit(0);
}

const fault = await installPackages(root);
if (fault !== null) fail(fault);
const node = findNode(root);
if (node === null) {
  fail(
    `npm installs no Node ${NODE_MAJOR} for ${process.platform} on ${process.arch}: install Node ${NODE_MAJOR} and run it with that.`,
  );
}
// Nobody opens the console of a server that stops after the report.
if (!args.includes('--once')) {
  const told = await buildConsole(root, node);
  if (told !== null) process.stderr.write(`rustine: ${told}\n`);
}
const program = ['--conditions=@rustine/source', join(root, 'apps', 'cli', 'src', 'main.ts'), 'start', ...args];
// npm stays and waits for us, so it is gone only when it was killed.
runNode(node, program, { endWithParent: process.env.npm_lifecycle_event === 'start' });
