import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './node-24.mjs';

const stamp = join(root, 'node_modules', '.rustine-lock-sha256');

function lockHash() {
  return createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
}

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash();
}

/**
 * Installs what package-lock.json names, unless that very lock is installed already. All output goes to stderr:
 * stdout belongs to the program that is about to start.
 * @returns {boolean} whether the dependencies are there now.
 */
export function installDependencies() {
  if (isInstalled()) return true;
  process.stderr.write('Installing the dependencies (npm ci); the first time takes a minute or two…\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(npm, ['ci', '--json=false', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    process.stderr.write('npm could not install the dependencies; its words are above. Check the network and the free disk, then try again.\n');
    return false;
  }
  writeFileSync(stamp, lockHash());
  return true;
}
