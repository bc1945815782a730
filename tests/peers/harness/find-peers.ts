import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';

/** The virtual environment that tools/peers.mjs filled; absent when PyPI could not be reached. */
const venv = process.env['RUSTINE_PEERS'];

/** A program of a peer from PyPI, or undefined when it is not installed here. */
export function findPythonPeer(program: string): string | undefined {
  const path = venv === undefined ? undefined : join(venv, 'bin', program);
  return path !== undefined && existsSync(path) && existsSync(join(venv!, 'installed-from')) ? path : undefined;
}

/** The folder of Debian's PostgreSQL programs of one major version, or undefined. */
export function findPostgres(major: number): string | undefined {
  return globSync(`/usr/lib/postgresql/${major}/bin/initdb`).map((path) => path.slice(0, -'/initdb'.length))[0];
}

/** A program of the system, or undefined. */
export function findProgram(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** Says in one line what does not run here and why; true when something is missing. */
export function isMissing(peers: Readonly<Record<string, string | undefined>>, what: string): boolean {
  const missing = Object.keys(peers).filter((name) => peers[name] === undefined);
  if (missing.length > 0) console.log(`skipped: ${what}: not on this machine: ${missing.join(', ')}`);
  return missing.length > 0;
}
