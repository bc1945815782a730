import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianTarball, findArchive, type Flavour } from './debian-tarball.ts';
import { parseRecords, scriptOf, type Run } from './run-built-in.ts';

type Parameters = Readonly<Record<string, readonly string[]>>;

/** A disposable Debian: namespaces of its own, its files in memory; nothing of it is left when it goes out of scope. */
export interface Machine extends AsyncDisposable {
  /** A folder of this machine that is `/rustine` in there. */
  readonly share: string;
  /** Runs shell lines in there, after the guard has seen that it is in there; never throws on their exit code. */
  shell(lines: string): Promise<Run>;
  /** Runs the built-in document in there as the agent would; its process id is in `/run/patch.pid`. */
  run(document: string, parameters: Parameters, invocation?: string): Promise<Run>;
  /** Runs Rustine-PatchApt. */
  patch(parameters: Parameters, invocation?: string): Promise<Run>;
  report(kind: string): Promise<Record<string, string>[]>;
}

/** Why there can be no machines here, or undefined. */
export function whyNoMachines(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'root on Linux is needed';
  try {
    execFileSync('sh', ['-c', 'command -v mmdebstrap flock nsenter setpriv'], { stdio: 'ignore' });
  } catch {
    return 'mmdebstrap, flock, nsenter and setpriv are needed';
  }
  try {
    execFileSync('unshare', ['--mount', '--uts', '--ipc', '--pid', '--fork', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], {
      stdio: 'ignore',
    });
  } catch {
    return 'namespaces are not allowed here';
  }
  return findArchive('Debian') === undefined ? 'no source of this machine is Debian’s' : undefined;
}

const SET_UP = `set -e
mount -t tmpfs -o mode=755 tmpfs "$1/root"; tar -C "$1/root" -xf "$2"; cd "$1/root"
mount -t proc proc proc; mount -t tmpfs -o mode=755 tmpfs dev
mknod -m 666 dev/null c 1 3; mknod -m 666 dev/zero c 1 5; mknod -m 666 dev/random c 1 8; mknod -m 666 dev/urandom c 1 9
ln -s /proc/self/fd dev/fd
mkdir rustine; mount --bind "$1/share" rustine
cp -L /etc/resolv.conf /etc/hosts etc/ 2>/dev/null || :
printf '#!/bin/sh\\nexit 101\\n' >usr/sbin/policy-rc.d; chmod 755 usr/sbin/policy-rc.d
cat /proc/sys/kernel/random/boot_id >run/boot_id; mount --bind run/boot_id proc/sys/kernel/random/boot_id
hostname "$3"; echo ready
exec chroot . /bin/sh -c 'while :; do sleep 3600 & wait; done'`;

/** Refuses unless root, mount and pid namespaces and the name all differ from those of the machine that tests. */
const GUARD = `[ "$(hostname)" = "$1" ] && [ "$(readlink /proc/self/ns/mnt)" != "$2" ] && [ "$(readlink /proc/self/ns/pid)" != "$3" ] &&
[ "$(stat -Lc %d:%i /)" != "$4" ] && [ -d /rustine ] || { echo 'this is not the disposable machine' >&2; exit 99; }
exec sh -c "$5"`;

/** What a shell reports for a process that SIGKILL ended. */
const KILLED = 137;

const serial = { next: 0 };

/** The tar file that machines are made of. Building it, the first time, takes about half a minute; it blocks. */
export function prepareBase(flavour: Flavour = 'minbase'): string {
  const archive = findArchive('Debian');
  if (archive === undefined) throw new Error('no source of this machine is Debian’s');
  return debianTarball(archive, flavour);
}

export async function makeMachine(flavour: Flavour = 'minbase'): Promise<Machine> {
  const path = await mkdtemp(join(tmpdir(), 'rustine-machine-'));
  const share = join(path, 'share');
  await mkdir(join(path, 'root'));
  await mkdir(share, { mode: 0o755 });
  const name = `disposable-${process.pid}-${serial.next++}`;
  if (name === hostname()) throw new Error('the name of the machine is taken');
  const namespaces = ['--mount', '--uts', '--ipc', '--pid', '--fork', '--kill-child', '--propagation', 'private'];
  // The machine dies with the process that tests, however that one ends.
  const child = spawn(
    'setpriv',
    ['--pdeathsig', 'KILL', 'unshare', ...namespaces, 'sh', '-c', SET_UP, 'sh', path, prepareBase(flavour), name],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [first] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  if (String(first).trim() !== 'ready') throw new Error(`the disposable machine ended with ${String(first)}`);
  const init = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();

  const shell = (lines: string): Promise<Run> => {
    const host = [link('mnt'), link('pid'), execFileSync('stat', ['-Lc', '%d:%i', '/']).toString().trim()];
    const enter = ['--target', init, '--mount', '--uts', '--ipc', '--pid', '--root', '--wd'];
    return new Promise((resolve) => {
      execFile(
        'nsenter',
        [...enter, 'sh', '-c', GUARD, 'sh', name, ...host, lines],
        { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }, maxBuffer: 16 * 1024 * 1024, timeout: 240_000 },
        (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code ?? KILLED), stdout, stderr }),
      );
    });
  };
  const run = async (document: string, parameters: Parameters, invocation = 'inv-1'): Promise<Run> => {
    const text = scriptOf(document, { parameters, platform: 'linux' });
    await writeFile(join(share, 'patch.sh'), text);
    return shell(
      `cd /; echo $$ >/run/patch.pid; export RUSTINE_REPORT_DIR=/rustine/reports RUSTINE_STATE_DIR=/rustine/state RUSTINE_INVOCATION_ID=${invocation} RUSTINE_INSTANCE_ID=mi-1 RUSTINE_HOSTNAME=machine; exec /bin/sh /rustine/patch.sh`,
    );
  };
  return {
    share,
    shell,
    run,
    // The default asks for a reboot by evidence; a test that is not about reboots goes on without.
    patch: (parameters, invocation) => run('Rustine-PatchApt', { RebootOption: ['Never'], ...parameters }, invocation),
    report: async (kind) => parseRecords(await readFile(join(share, 'reports', `${kind}.csv`), 'utf8')),
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await rm(path, { recursive: true, force: true });
    },
  };
}

function link(namespace: string): string {
  return execFileSync('readlink', [`/proc/self/ns/${namespace}`])
    .toString()
    .trim();
}
