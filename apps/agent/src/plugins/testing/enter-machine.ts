import { chmodSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Puts programs into a folder that run their namesakes in the disposable machine that this process has made, and
 * nowhere else.
 */
export function linkIntoMachine(folder: string, programs: readonly string[]): void {
  const init = findInit(process.pid);
  for (const program of programs) {
    const path = join(folder, program);
    const lines = [
      '#!/bin/sh',
      'export PATH=/usr/sbin:/usr/bin:/sbin:/bin',
      `[ "$(readlink /proc/${init}/ns/mnt)" != "$(readlink /proc/self/ns/mnt)" ] || exit 99`,
      `exec /usr/bin/nsenter --target ${init} --mount --uts --ipc --pid --root --wd ${program} "$@"`,
      '',
    ];
    writeFileSync(path, lines.join('\n'));
    chmodSync(path, 0o755);
  }
}

/** The first process below this one that is in another namespace of processes. */
function findInit(pid: number): number {
  const own = readlinkSync(`/proc/${process.pid}/ns/pid`);
  const queue = [pid];
  for (let each = queue.shift(); each !== undefined; each = queue.shift()) {
    if (readlinkSync(`/proc/${each}/ns/pid`) !== own) return each;
    queue.push(...childrenOf(each));
  }
  throw new Error('there is no disposable machine');
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}
