import { readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface PostmasterFile {
  readonly pid: number;
  /** True once the postmaster accepts connections. */
  readonly ready: boolean;
}

/** Reads the lock file that a postmaster keeps in its cluster (its lines: miscadmin.h of PostgreSQL). */
export function readPostmasterFile(clusterDir: string): PostmasterFile | undefined {
  let text: string;
  try {
    text = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8');
  } catch {
    return undefined;
  }
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 1 ? { pid, ready: lines[7]?.trim() === 'ready' } : undefined;
}

/**
 * Whether any process, postmaster or one that outlived it, works on the cluster. Needed before a stale lock file may
 * go: a second postmaster beside old backends would destroy the cluster.
 */
export function isInUse(clusterDir: string): boolean {
  return readdirSync('/proc').some((name) => /^\d+$/.test(name) && isPostmasterOf(clusterDir, Number(name)));
}

/**
 * Whether the process is a PostgreSQL that serves this very cluster: its program is `postgres`, it works in the
 * cluster directory and it belongs to the cluster's owner. A pid in an old file may by now be anyone's.
 */
export function isPostmasterOf(clusterDir: string, pid: number): boolean {
  try {
    const program = basename(readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, ''));
    const sameOwner = statSync(`/proc/${pid}`).uid === statSync(clusterDir).uid;
    return program === 'postgres' && sameOwner && readlinkSync(`/proc/${pid}/cwd`) === realpathSync(clusterDir);
  } catch {
    return false;
  }
}

/** A zombie, which has ended and only waits for its parent to notice, is not alive. */
export function isAlive(pid: number): boolean {
  try {
    // proc(5): the state follows the program's name, which is in brackets and may hold any character.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
