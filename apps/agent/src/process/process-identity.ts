import { readFileSync, readdirSync } from 'node:fs';

/**
 * Names one process for ever: a pid is used again, a pid with its start time (clock ticks since boot, field 22 of
 * /proc/PID/stat) in one boot is not. `startTicks` is null where there is no /proc.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: string | null;
}

export function identifyProcess(pid: number): ProcessIdentity {
  return { pid, startTicks: readStat(pid)?.startTicks ?? null };
}

interface ProcessStat {
  readonly state: string;
  readonly groupId: number;
  readonly startTicks: string;
}

/** Null when the process is gone. The name in field 2 may hold spaces and brackets, so fields are counted after the last one. */
export function readStat(pid: number): ProcessStat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [state, groupId, startTicks] = [fields[0], fields[2], fields[19]];
    if (state === undefined || groupId === undefined || startTicks === undefined) return null;
    return { state, groupId: Number(groupId), startTicks };
  } catch {
    return null;
  }
}

/** Living members (zombies are dead) of a process group. */
export function membersOfGroup(groupId: number): number[] {
  let entries: string[];
  try {
    entries = readdirSync('/proc');
  } catch {
    return [];
  }
  return entries
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      const stat = readStat(pid);
      return stat !== null && stat.groupId === groupId && stat.state !== 'Z' && stat.state !== 'X';
    });
}

/** Whether a process was started with NAME=value in its environment; false when it is gone or not ours to read. */
export function hasEnvironment(pid: number, name: string, value: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${name}=${value}`);
  } catch {
    return false;
  }
}
