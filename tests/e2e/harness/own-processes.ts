import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

export interface OwnProcess {
  readonly pid: number;
  readonly parent: number;
  readonly argv: string;
}

/**
 * The processes of a data directory, zombies left out: those that carry it in their environment or arguments, PostgreSQL,
 * whose environment its own title overwrites, by where it stands, and all that descends from them.
 */
export async function ownProcesses(dataDir: string): Promise<OwnProcess[]> {
  const marks = [dataDir, ...(await stagedCluster(dataDir))];
  const seen = new Map<number, OwnProcess & { readonly marked: boolean }>();
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    const stat = await read('stat');
    // The name in parentheses may hold anything; what follows it starts with the state and the parent (proc(5)).
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (stat === '' || state === 'Z') continue;
    const argv = (await read('cmdline')).replaceAll('\0', ' ').trim();
    const where = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    const told = `${argv}\n${await read('environ')}\n${where}`;
    seen.set(pid, { pid, parent: Number(parent), argv, marked: marks.some((mark) => told.includes(mark)) });
  }
  const isOwn = (pid: number): boolean => {
    const found = seen.get(pid);
    return found !== undefined && (found.marked || isOwn(found.parent));
  };
  return [...seen.values()].filter(({ pid }) => isOwn(pid)).map(({ pid, parent, argv }) => ({ pid, parent, argv }));
}

/** Where root keeps the cluster of a data directory that PostgreSQL's account may not enter; none when it lies inside. */
export async function stagedCluster(dataDir: string): Promise<string[]> {
  const text = await readFile(join(dataDir, 'postgres', 'placement.json'), 'utf8').catch(() => '{}');
  const { where, clusterId } = JSON.parse(text) as { where?: string; clusterId?: string };
  return where === 'staged' ? [`/var/lib/rustine/${clusterId}`] : [];
}
