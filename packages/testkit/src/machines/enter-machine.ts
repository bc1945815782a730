import { readFileSync, readlinkSync } from 'node:fs';
import { runTool, type Ran, type ToolOptions } from './run-tool.ts';

/**
 * Refuses unless name, mark, mount and process namespaces are those of the disposable machine and none of them is the
 * host's: a sloppy look-up of a process must never patch the machine that tests.
 */
const GUARD = `[ "$(cat /proc/sys/kernel/hostname)" = "$1" ] && [ "$(cat /etc/rustine-machine)" = "$2" ] &&
[ "$(readlink /proc/self/ns/mnt)" != "$3" ] && [ "$(readlink /proc/self/ns/pid)" != "$4" ] &&
[ "$(cat /run/systemd/container)" = systemd-nspawn ] || { echo 'this is not the disposable machine' >&2; exit 99; }
shift 4
exec "$@"`;

/** Exit code of the guard. */
export const NOT_THE_MACHINE = 99;

/** Runs a program in the machine whose first process this is; never rejects for its exit code. */
export async function enterMachine(
  init: number,
  { name, mark, argv }: { readonly name: string; readonly mark: string; readonly argv: readonly string[] },
  options?: ToolOptions,
): Promise<Ran> {
  const target = ['--target', String(init), '--mount', '--uts', '--ipc', '--pid', '--net', '--root', '--wd'];
  const host = [readlinkSync('/proc/self/ns/mnt'), readlinkSync('/proc/self/ns/pid')];
  return await runTool(['nsenter', ...target, 'sh', '-c', GUARD, 'sh', name, mark, ...host, ...argv], options);
}

/** The machine's first process, as seen from outside: a systemd below the systemd-nspawn that our holder started. */
export function findInit(holder: number): number | undefined {
  for (const nspawn of childrenOf(holder)) {
    if (commandOf(nspawn) !== 'systemd-nspawn') continue;
    const init = childrenOf(nspawn).find((pid) => commandOf(pid) === 'systemd');
    if (init !== undefined) return init;
  }
  return undefined;
}

function childrenOf(pid: number): number[] {
  return (read(`/proc/${pid}/task/${pid}/children`) ?? '').split(' ').filter(Boolean).map(Number);
}

function commandOf(pid: number): string | undefined {
  return read(`/proc/${pid}/comm`)?.trim();
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
