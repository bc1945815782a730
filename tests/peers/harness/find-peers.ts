import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The oldest PostgreSQL that the server's configuration allows. */
const OLDEST_POSTGRES = 15;

/** The virtual environment that tools/peers.mjs filled; absent when PyPI could not be reached. */
const venv = process.env['RUSTINE_PEERS'];

/** A program of a peer from PyPI, or undefined when it is not installed here. */
export function findPythonPeer(program: string): string | undefined {
  const path = venv === undefined ? undefined : join(venv, 'bin', program);
  return path !== undefined && existsSync(path) && existsSync(join(venv!, 'installed-from')) ? path : undefined;
}

/** A program of a peer from the Go module proxy, or undefined when it is not installed here. */
export function findGoPeer(program: string): string | undefined {
  const folder = process.env['RUSTINE_GO_PEERS'];
  const path = folder === undefined ? undefined : join(folder, program);
  return path !== undefined && existsSync(path) ? path : undefined;
}

export interface PostgresPrograms {
  readonly major: number;
  /** The folder of initdb, postgres and psql. */
  readonly bin: string;
}

/** Debian's own PostgreSQL: 15, the oldest that we promise to run on, else the newest that is installed. */
export function findPostgres(): PostgresPrograms | undefined {
  const found = globSync('/usr/lib/postgresql/*/bin/initdb')
    .map((path) => ({ major: Number(path.split('/')[4]), bin: dirname(path) }))
    .filter(({ major }) => major >= OLDEST_POSTGRES)
    .toSorted((a, b) => a.major - b.major);
  return found.find(({ major }) => major === OLDEST_POSTGRES) ?? found.at(-1);
}

/** A program of the system, or undefined. */
export function findProgram(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** Says in one line what does not run here and why; true when something is missing. */
export function isMissing(peers: Readonly<Record<string, unknown>>, what: string): boolean {
  const missing = Object.keys(peers).filter((name) => peers[name] === undefined);
  if (missing.length > 0) console.log(`skipped: ${what}: not on this machine: ${missing.join(', ')}`);
  return missing.length > 0;
}
