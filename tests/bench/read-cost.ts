import { readdir, readFile } from 'node:fs/promises';

export interface ProcessCost {
  readonly residentBytes: number;
  /** Memory that is no part of a file: no other process shares it, and the kernel cannot drop it. */
  readonly privateBytes: number;
  readonly cpuSeconds: number;
}

/** What the kernel counts in; 100 a second wherever Linux runs (sysconf(3), _SC_CLK_TCK). */
const TICKS_PER_SECOND = 100;

/** Of smaps_rollup and stat (proc(5)). */
export async function readCost(pid: number): Promise<ProcessCost> {
  const memory = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const bytes = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(memory)?.[1] ?? 0) * 1024;
  return {
    residentBytes: bytes('Rss'),
    privateBytes: bytes('Anonymous'),
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
  };
}

/** Of a postmaster and all its processes, those that have ended included; never less than before. */
export async function postgresCpuSeconds(postmaster: number): Promise<number> {
  const own = await readTimes(postmaster);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const others = await Promise.all(pids.map((pid) => readTimes(pid).catch(() => null)));
  const children = others.filter((times) => times?.parent === postmaster);
  const ticks = children.reduce((sum, times) => sum + (times?.own ?? 0), own.own + own.endedChildren);
  return ticks / TICKS_PER_SECOND;
}

/** In ticks, of stat (proc(5)). */
async function readTimes(pid: number): Promise<{ parent: number; own: number; endedChildren: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent = 0, utime = 0, stime = 0, cutime = 0, cstime = 0] = [1, 11, 12, 13, 14].map((index) => fields[index]);
  return { parent, own: utime + stime, endedChildren: cutime + cstime };
}
