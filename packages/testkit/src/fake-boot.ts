import { randomUUID } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/** The boot id of a process as a file of the test: a mount namespace of its own, in which that file lies over the kernel's. */
const ENTER = `mount --bind "$0" ${BOOT_ID} && exec "$@"`;

/** Why a boot cannot be played on this machine; undefined when it can. */
export function whyNoFakeBoot(): string | undefined {
  if (process.platform !== 'linux') return 'boot ids are played in mount namespaces, which only Linux has';
  const { status, stderr } = spawnSync('unshare', ['-m', 'mount', '--bind', '/dev/null', BOOT_ID], {
    encoding: 'utf8',
  });
  return status === 0 ? undefined : `a file cannot be mounted over ${BOOT_ID}: ${stderr || 'there is no unshare'}`;
}

/**
 * What the machine does when it is told to reboot. `reboots`: another boot id, and the agent is gone. `refuses`: the command
 * fails. `dies`: the agent is gone before anything happened, and the boot is the same.
 */
type RebootBehaviour = 'reboots' | 'refuses' | 'dies';

/** A machine's boots, played for processes that are started through `wrap`. */
export interface FakeBoot {
  /** To be put before a process's argv. The process that comes out of it has the pid of the first. */
  readonly wrap: readonly string[];
  /** RUSTINE_REBOOT_COMMAND that reboots this machine and no other. */
  readonly command: string;
  readonly bootId: () => string;
  readonly behave: (behaviour: RebootBehaviour) => void;
  /** A restart that nobody asked for: another boot id. */
  readonly restart: () => void;
  /** How often the machine was told to reboot. */
  readonly told: () => number;
}

export function createFakeBoot(folder: string): FakeBoot {
  const [id, script, log, behaviour] = ['boot-id', 'reboot.sh', 'reboots', 'behaviour'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  const restart = () => writeFileSync(id, `${randomUUID()}\n`);
  restart();
  writeFileSync(behaviour, 'reboots');
  writeFileSync(
    script,
    [
      `echo told >> '${log}'`,
      `case $(cat '${behaviour}') in`,
      `  reboots) cat /proc/sys/kernel/random/uuid > '${id}'; kill -9 $PPID ;;`,
      `  refuses) echo 'not today' >&2; exit 1 ;;`,
      '  dies) kill -9 $PPID ;;',
      'esac',
      '',
    ].join('\n'),
  );
  return {
    wrap: ['unshare', '-m', 'sh', '-c', ENTER, id],
    command: JSON.stringify(['/bin/sh', script]),
    bootId: () => readFileSync(id, 'utf8').trim(),
    behave: (next) => writeFileSync(behaviour, next),
    restart,
    told: () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').length - 1 : 0),
  };
}
