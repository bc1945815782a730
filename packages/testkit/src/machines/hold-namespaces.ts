import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/**
 * The namespaces of one machine and the disk in them. They live, like all that runs in them, exactly as long as the
 * process that asked for them, however that one ends.
 */
export interface Holder {
  /** First process of the namespaces, as seen from outside. */
  readonly pid: number;
  /** Starts the machine; `onEnded` tells the exit code of systemd-nspawn. */
  readonly start: () => void;
  readonly release: () => Promise<void>;
}

export interface HolderOptions {
  /** With the folders `disk`, `root` and `share`. */
  readonly folder: string;
  readonly lower: string;
  readonly diskMiB: number;
  readonly cgroup: string;
  readonly onEnded: (code: number) => void;
}

/**
 * A control group of each machine's own: nspawn calls the one below it `payload` whatever the machine, and systemd takes
 * that for its alone. /run is hidden because nspawn finds there what the host's systemd offers. Only /run/systemd is
 * needed of it, and nspawn makes that.
 */
const HOLD = `set -eu
folder=$1 lower=$2 size=$3 cgroup=$4
for tree in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
  [ -w "$tree/cgroup.procs" ] || continue
  mkdir "$tree/$cgroup"; echo $$ >"$tree/$cgroup/cgroup.procs"
done
mount -t tmpfs -o "size=\${size}m,mode=755" tmpfs "$folder/disk"
mkdir "$folder/disk/upper" "$folder/disk/work"
mount -t overlay -o "lowerdir=$lower,upperdir=$folder/disk/upper,workdir=$folder/disk/work" overlay "$folder/root"
mount -t tmpfs tmpfs /run
echo ready
while read -r order; do
  code=0
  systemd-nspawn --quiet --directory="$folder/root" --bind="$folder/share:/rustine" --register=no --keep-unit \\
    --link-journal=no --resolv-conf=off --timezone=off --console=pipe --boot </dev/null >>"$folder/console" 2>&1 || code=$?
  echo "ended $code"
done`;

export async function holdNamespaces({ folder, lower, diskMiB, cgroup, onEnded }: HolderOptions): Promise<Holder> {
  const namespaces = [
    '--mount',
    '--net',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
    '--propagation',
    'private',
  ];
  const child = spawn(
    'setpriv',
    ['--pdeathsig', 'KILL', 'unshare', ...namespaces, 'sh', '-c', HOLD, 'sh', folder, lower, String(diskMiB), cgroup],
    // Ctrl-C is for the process that asked; a machine hears of it only through that one.
    { stdio: ['pipe', 'pipe', 'inherit'], detached: true },
  );
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const ready = Promise.withResolvers<void>();
  lines.on('line', (line) => {
    if (line === 'ready') ready.resolve();
    else onEnded(Number(line.replace('ended ', '')));
  });
  void exited.then(() => ready.reject(new Error('the namespaces of a disposable machine could not be made')));
  child.stdin.on('error', () => undefined);
  await ready.promise;
  return {
    pid: Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')),
    start: () => void child.stdin.write('start\n'),
    release: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
