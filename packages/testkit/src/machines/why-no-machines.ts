import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findArchive } from '../../../documents/src/testing/debian-tarball.ts';

const tools = ['systemd-nspawn', 'mmdebstrap', 'ip', 'flock', 'nsenter', 'setpriv', 'unshare'];
const cgroupFiles = ['/sys/fs/cgroup/cgroup.procs', '/sys/fs/cgroup/unified/cgroup.procs'];

/** Why there can be no disposable machines with systemd here, in words that say what to do, or undefined. */
export function whyNoMachines(): string | undefined {
  if (process.platform !== 'linux') return 'disposable machines need Linux';
  if (process.getuid?.() !== 0) return 'disposable machines need root: run it with sudo, or in a virtual machine';
  const missing = tools.filter((tool) => !works('sh', ['-c', 'command -v "$1"', 'sh', tool]));
  if (missing.length > 0) {
    return `${missing.join(', ')} missing: apt-get install systemd-container mmdebstrap iproute2 util-linux`;
  }
  const bridge = ['--mount', '--net', '--pid', '--fork', 'ip', 'link', 'add', 'name', 'rltest', 'type', 'bridge'];
  if (!works('unshare', bridge)) return 'the kernel, or the container that this is, allows no namespaces or no bridges';
  if (!cgroupFiles.some(existsSync)) return 'the unified control groups (cgroup2) are not mounted';
  const archives = ['Debian', 'Debian-Security'].map(findArchive);
  if (archives.includes(undefined))
    return 'among this machine’s package sources are no Debian and Debian security archives';
  return undefined;
}

function works(file: string, args: readonly string[]): boolean {
  try {
    execFileSync(file, args, { stdio: 'ignore', timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}
