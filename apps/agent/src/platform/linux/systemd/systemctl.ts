import { existsSync } from 'node:fs';
import { runTool } from '../../../process/run-tool.ts';
import { ServiceError } from '../../service-manager.ts';

/** Throws ServiceError unless this process may manage services of a system that runs systemd. */
export function requireSystemd(): void {
  requireRoot();
  // sd_booted(3)
  if (!existsSync('/run/systemd/system'))
    throw new ServiceError(
      'This machine does not run systemd, the only service manager that the agent can be installed in. Run "rustine-agent run" from the one that it has; --root installs into the files of another system.',
    );
}

export function requireRoot(): void {
  if (process.getuid?.() !== 0) throw new ServiceError('Only root can do that: run it again with sudo.');
}

/** Throws ServiceError with what systemctl said. */
export async function systemctl(...args: string[]): Promise<string> {
  // A stop waits for TimeoutStopSec of the unit at the longest.
  const { code, stdout, stderr } = await runTool('systemctl', args, 120_000);
  if (code === 0) return stdout;
  throw new ServiceError(`systemctl ${args.join(' ')} failed: ${stderr.trim() || `it ended with ${code}`}`);
}
