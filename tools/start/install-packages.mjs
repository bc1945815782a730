import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { findNode } from '../../apps/cli/bin/find-node.mjs';
import { npmCommand, runQuietly } from './run-quietly.mjs';

/**
 * Runs `npm ci` when what is installed is not what package-lock.json asks for.
 * @param {string} root
 * @returns {Promise<string | null>} null when all is in place, else what to tell the person
 */
export async function installPackages(root) {
  if (isInstalled(root)) return null;
  process.stderr.write('Installing packages (npm ci); the first time takes a minute or two.\n');
  const [npm, args] = npmCommand();
  // The project's .npmrc silences npm, but why an installation failed must be heard.
  const failed = await runQuietly(npm, [...args, 'ci', '--json=false', '--loglevel=error', '--include=optional'], {
    cwd: root,
  });
  if (failed !== null) {
    return `"npm ci" failed (${failed}); its words are above. Check the network, the free space of ${root} and who owns node_modules, then run "npm start" again.`;
  }
  process.stderr.write('Packages are installed.\n');
  return null;
}

/**
 * npm notes what it installed in node_modules/.package-lock.json, when it is done and not before; so this also sees an
 * installation that was broken off, and one made by hand.
 * @param {string} root
 */
export function isInstalled(root) {
  const wanted = readLock(join(root, 'package-lock.json'));
  const installed = readLock(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === null || installed === null || findNode(root) === null) return false;
  for (const [path, { version, link, optional }] of Object.entries(wanted)) {
    if (path !== '' && path in installed ? installed[path].version !== version : isNeeded(path, { link, optional }))
      return false;
  }
  return Object.keys(installed).every((path) => path in wanted);
}

/** The root is no package, workspaces stand in the repository, and optional ones may be another system's. */
function isNeeded(path, { link, optional }) {
  return path.startsWith('node_modules/') && (link === true || optional !== true);
}

/** @returns {Record<string, { version?: string, link?: boolean, optional?: boolean }> | null} */
function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return null;
  }
}
