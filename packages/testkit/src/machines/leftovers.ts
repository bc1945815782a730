import { readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runTool } from './run-tool.ts';

/** Folders of machines begin with this, wherever they stand among temporary files. */
export const FOLDER_PREFIX = 'rustine-machines-';
const OWNER = 'owner.json';
/** A folder without a note of its owner is one of somebody who has only just made it. */
const UNOWNED_MS_MAX = 600_000;
const cgroupTrees = ['/sys/fs/cgroup', '/sys/fs/cgroup/systemd', '/sys/fs/cgroup/unified'];

interface Owner {
  readonly pid: number;
  readonly startedAt: string;
  readonly mark: string;
}

/** Notes whose machines these are, before there is anything of them outside the folder. */
export function noteOwner(folder: string, mark: string): void {
  const owner: Owner = { pid: process.pid, startedAt: startOf(process.pid) ?? '', mark };
  writeFileSync(join(folder, OWNER), JSON.stringify(owner));
}

export const bridgeOf = (mark: string): string => `rl${mark}`;

/** Removes what machines leave whose maker was killed: their network, their control groups and their folder. */
export async function sweepLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(FOLDER_PREFIX))) {
    const folder = join(tmpdir(), name);
    const owner = readOwner(folder);
    if (owner === 'unknown' || (owner !== undefined && startOf(owner.pid) === owner.startedAt)) continue;
    if (owner !== undefined) {
      await runTool(['ip', 'link', 'delete', bridgeOf(owner.mark)]);
      await removeCgroups(owner.mark);
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

const CGROUP_TRIES = 100;

/** A control group can be removed when its last process has gone, which the kernel makes known a moment late. */
export async function removeCgroups(mark: string): Promise<void> {
  const found = () =>
    cgroupTrees.flatMap((tree) =>
      foldersIn(tree).flatMap((name) => (name.startsWith(`rustine-${mark}-`) ? [join(tree, name)] : [])),
    );
  for (let attempt = 0; attempt < CGROUP_TRIES; attempt += 1) {
    for (const path of found()) removeCgroup(path);
    if (found().length === 0) return;
    await sleep(50);
  }
}

function removeCgroup(path: string): void {
  for (const child of foldersIn(path)) removeCgroup(join(path, child));
  try {
    rmdirSync(path);
  } catch {
    // Tried again.
  }
}

function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch {
    return [];
  }
}

function readOwner(folder: string): Owner | 'unknown' | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, OWNER), 'utf8')) as Owner;
  } catch {
    const made = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    return Date.now() - made < UNOWNED_MS_MAX ? 'unknown' : undefined;
  }
}

/** When a process started, in ticks since the host's boot: with the number it names one process (proc(5), field 22). */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
