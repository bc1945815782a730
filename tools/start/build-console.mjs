import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { hashFiles } from './hash-files.mjs';
import { npmCommand, runQuietly } from './run-quietly.mjs';

/** All that the built console depends on. */
const sources = ['apps/web', 'packages/sdk/src', 'packages/contract/src', 'package-lock.json'];

/**
 * Builds the console when it is not built from its sources as they are.
 * @param {string} root
 * @param {string} node whose folder goes first in the path, for the build's own scripts
 * @returns {Promise<string | null>} null when it is built, else what to tell the person
 */
export async function buildConsole(root, node) {
  const stamp = join(root, 'node_modules', '.cache', 'rustine', 'console-built-from');
  const hash = hashFiles(root, sources);
  if (existsSync(join(root, 'apps/web/dist/index.html')) && readStamp(stamp) === hash) return null;
  process.stderr.write('Building the console.\n');
  const [npm, args] = npmCommand();
  const separator = process.platform === 'win32' ? ';' : ':';
  const env = { ...process.env, NODE_ENV: 'production', PATH: `${dirname(node)}${separator}${process.env.PATH ?? ''}` };
  // --silent keeps npm's banner away, --logLevel=warn Vite's list of a hundred files; what goes wrong is still told.
  const build = ['run', 'build', '--workspace=apps/web', '--json=false', '--silent', '--', '--logLevel=warn'];
  const failed = await runQuietly(npm, [...args, ...build], { cwd: root, env });
  if (failed !== null) {
    return `The console could not be built (${failed}); its words are above. All else works without it.`;
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
  return null;
}

function readStamp(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
