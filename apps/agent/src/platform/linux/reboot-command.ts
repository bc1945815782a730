import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folders = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/** sd_booted(3): there when systemd is what runs the machine. */
const SYSTEMD_RUNS = '/run/systemd/system';

/** How this machine is told to reboot, looked up in the system's own folders alone. Null when it has no such program. */
export function findRebootCommand(): readonly string[] | null {
  const find = (name: string) => folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  const systemctl = existsSync(SYSTEMD_RUNS) ? find('systemctl') : undefined;
  if (systemctl !== undefined) return [systemctl, 'reboot'];
  const shutdown = find('shutdown');
  if (shutdown !== undefined) return [shutdown, '-r', 'now'];
  const reboot = find('reboot');
  return reboot === undefined ? null : [reboot];
}
