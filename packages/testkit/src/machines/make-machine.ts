import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { enterMachine, findInit, NOT_THE_MACHINE } from './enter-machine.ts';
import { holdNamespaces } from './hold-namespaces.ts';
import type { Bridge } from './open-bridge.ts';
import type { Ran, ToolOptions } from './run-tool.ts';

/** A disposable Debian with systemd: its own processes, network and disk, and the kernel of the host. */
export interface Machine extends AsyncDisposable {
  readonly name: string;
  /** On the bridge. */
  readonly address: string;
  /** A folder of the host that is `/rustine` in there. */
  readonly share: string;
  isOn(): boolean;
  /** Boot ids, one for each time that it came up, as the machine itself told them. */
  bootIds(): readonly string[];
  /** Starts it and waits until its services are up. */
  powerOn(): Promise<void>;
  /** As its own `systemctl poweroff`. */
  powerOff(): Promise<void>;
  /** All its processes are gone at once. What they wrote stays, since the kernel that had it in memory lives on. */
  cutPower(): Promise<void>;
  plugNetwork(connected: boolean): Promise<void>;
  /** Waits until it has come up this many times in all. */
  whenBooted(times: number): Promise<void>;
  /** Runs a program in there behind a guard; never rejects for its exit code. */
  run(argv: readonly [string, ...string[]], options?: ToolOptions): Promise<Ran>;
  /** What shell lines in there print. @throws Error where they fail */
  shell(lines: string, options?: ToolOptions): Promise<string>;
}

export interface MachineOptions {
  readonly name: string;
  readonly lower: string;
  readonly diskMiB: number;
}

export interface MachinePlace {
  readonly folder: string;
  readonly number: number;
  /** Of all machines made together; the guard looks for it. */
  readonly mark: string;
  readonly bridge: Bridge;
  readonly sources: readonly string[];
}

/** What systemd-nspawn exits with when the machine asked for a reboot (systemd-nspawn(1), "Exit status"). */
const REBOOT = 133;
const BOOT_MS_MAX = 120_000;
const POLL_MS = 50;

export async function makeMachine(
  { name, lower, diskMiB }: MachineOptions,
  { folder, number, mark, bridge, sources }: MachinePlace,
): Promise<Machine> {
  for (const part of ['disk', 'root', 'share']) await mkdir(join(folder, part), { recursive: true, mode: 0o755 });
  const bootIds: string[] = [];
  const power = { isOn: false, isOver: false };
  const start = () => {
    power.isOn = true;
    holder.start();
    // A boot that is cut short has nothing to note.
    noteBoot().catch(() => undefined);
  };
  const onEnded = (code: number) => {
    power.isOn = false;
    if (code === REBOOT && !power.isOver) start();
  };
  const holder = await holdNamespaces({ folder, lower, diskMiB, cgroup: `rustine-${mark}-${number}`, onEnded });
  const cable = await bridge.attach(holder.pid, number);

  const root = `/proc/${holder.pid}/root${folder}/root`;
  await writeFile(join(root, 'etc/hostname'), `${name}\n`);
  await writeFile(join(root, 'etc/hosts'), `127.0.0.1 localhost\n127.0.1.1 ${name}\n`);
  await writeFile(join(root, 'etc/machine-id'), `${randomUUID().replaceAll('-', '')}\n`);
  await writeFile(join(root, 'etc/rustine-machine'), `${mark}\n`);
  await writeFile(join(root, 'etc/apt/sources.list'), `${sources.join('\n')}\n`);

  const run: Machine['run'] = async (argv, options) => {
    const init = findInit(holder.pid);
    if (init === undefined) return { code: NOT_THE_MACHINE, stdout: '', stderr: `${name} is off` };
    return await enterMachine(init, { name, mark, argv }, options);
  };
  const shell: Machine['shell'] = async (lines, options) => {
    const { code, stdout, stderr } = await run(['sh', '-c', lines], options);
    if (code !== 0) throw new Error(`${name}: exit code ${code}: ${(stderr || stdout).trim().slice(-2000)}`);
    return stdout;
  };
  const until = async (what: string, isSo: () => boolean | Promise<boolean>) => {
    const end = performance.now() + BOOT_MS_MAX;
    while (!(await isSo())) {
      if (performance.now() > end) throw new Error(`${name} was not ${what} in time. ${await tail(folder)}`);
      await sleep(POLL_MS);
    }
  };
  const noteBoot = async () => {
    const end = performance.now() + BOOT_MS_MAX;
    while (power.isOn && performance.now() < end) {
      const { stdout } = await run([
        'sh',
        '-c',
        'systemctl is-system-running --wait; cat /proc/sys/kernel/random/boot_id',
      ]);
      // "degraded" is up with a unit that failed; before its systemd listens it answers nothing at all.
      const bootId = /^(?:running|degraded)\n(?<id>\S+)\n$/.exec(stdout)?.groups?.['id'];
      if (bootId !== undefined && bootId !== hostBootId() && !bootIds.includes(bootId)) {
        bootIds.push(bootId);
        return;
      }
      await sleep(POLL_MS);
    }
  };

  return {
    name,
    address: cable.address,
    share: join(folder, 'share'),
    isOn: () => power.isOn,
    bootIds: () => [...bootIds],
    powerOn: async () => {
      if (power.isOn) throw new Error(`${name} is on`);
      const before = bootIds.length;
      start();
      await until('up', () => bootIds.length > before);
    },
    powerOff: async () => {
      await run(['systemctl', 'poweroff']);
      await until('off', () => !power.isOn);
    },
    cutPower: async () => {
      const init = findInit(holder.pid);
      // The kernel ends all processes of a namespace with its first one (pid_namespaces(7)).
      if (init !== undefined) process.kill(init, 'SIGKILL');
      await until('off', () => !power.isOn);
    },
    plugNetwork: async (connected) => await cable.plug(connected),
    whenBooted: async (times) => await until(`up ${times} times`, () => bootIds.length >= times),
    run,
    shell,
    [Symbol.asyncDispose]: async () => {
      power.isOver = true;
      power.isOn = false;
      await holder.release();
    },
  };
}

function hostBootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

async function tail(folder: string): Promise<string> {
  return (await readFile(join(folder, 'console'), 'utf8').catch(() => '')).slice(-1000);
}
