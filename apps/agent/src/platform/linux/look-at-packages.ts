import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import type { PackageLook } from '../package-look.ts';

const managers = [
  { name: 'apt', program: '/usr/bin/apt-get', locks: ['/var/lib/dpkg/lock-frontend', '/var/lib/dpkg/lock'] },
  { name: 'dnf', program: '/usr/bin/dnf', locks: ['/var/lib/rpm/.rpm.lock', '/usr/lib/sysimage/rpm/.rpm.lock'] },
  { name: 'yum', program: '/usr/bin/yum', locks: ['/var/lib/rpm/.rpm.lock'] },
  { name: 'zypper', program: '/usr/bin/zypper', locks: ['/var/lib/rpm/.rpm.lock', '/usr/lib/sysimage/rpm/.rpm.lock'] },
] as const;

/** Null when there is none that the documents can drive. Nothing is locked or run for it. */
export function lookAtPackages(): PackageLook | null {
  const manager = managers.find(({ program }) => existsSync(program));
  if (manager === undefined) return null;
  const holder = manager.locks.map((path) => holderOf(path)).find((pid) => pid !== null);
  return {
    manager: manager.name,
    heldBy: holder === undefined ? null : nameProcess(holder),
    interrupted: manager.name === 'apt' && holder === undefined ? lookAtDpkg() : null,
  };
}

/** dpkg notes here what it has begun, and clears it when it has ended (dpkg(1), --configure). */
function lookAtDpkg(): PackageLook['interrupted'] {
  const folder = '/var/lib/dpkg/updates';
  const left = existsSync(folder) ? readdirSync(folder).filter((name) => /^\d+$/.test(name)) : [];
  if (left.length === 0) return null;
  return { found: 'dpkg was cut off in the midst of its work', remedy: 'dpkg --configure -a' };
}

/** The process that holds a lock on a file, by the kernel's list (proc_locks(5)); null when none does. */
export function holderOf(path: string, locks = readFileSync('/proc/locks', 'utf8')): number | null {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) return null;
  for (const line of locks.split('\n')) {
    const match = /^\d+: \S+\s+\S+\s+WRITE (?<pid>-?\d+) [0-9a-f]+:[0-9a-f]+:(?<inode>\d+) /.exec(line);
    if (Number(match?.groups?.['inode']) === status.ino) return Number(match?.groups?.['pid']);
  }
  return null;
}

function nameProcess(pid: number): string {
  // In another process namespace, which the kernel shows as no number at all.
  if (pid <= 0) return 'a process outside of this container';
  try {
    return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (process ${pid})`;
  } catch {
    return `process ${pid}`;
  }
}
