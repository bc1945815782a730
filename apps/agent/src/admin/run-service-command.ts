import type { AgentConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { ServiceError, type ServiceManager } from '../platform/service-manager.ts';
import type { Invocation } from '../read-arguments.ts';
import { installAgent } from './install-agent.ts';

export interface ServiceCommandNeeds {
  readonly service: ServiceManager | null;
  readonly config: AgentConfig;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly ownBinary: string | null;
  readonly write: (text: string) => void;
}

/** `install` and `uninstall`, and what they say. Throws ServiceError, and what enrolment throws. */
export async function runServiceCommand(
  invocation: Extract<Invocation, { command: 'install' | 'uninstall' }>,
  needs: ServiceCommandNeeds,
): Promise<void> {
  const { service, write } = needs;
  if (service === null) throw new ServiceError('The agent cannot be installed as a service on this system yet.');
  if (invocation.command === 'uninstall') {
    const { removed } = await service.uninstall({ ...invocation.uninstall, stateDir: needs.config.stateDir });
    write(removed.length === 0 ? 'There was nothing to remove.\n' : list('Removed', removed));
    return;
  }
  const { written, started, instanceId } = await installAgent(invocation.install, { ...needs, service });
  write(written.length === 0 ? 'Everything was in place.\n' : list('Wrote', written));
  if (instanceId === null) write('The agent enrols when that system first starts.\n');
  else write(`The agent ${started ? 'was started' : 'runs'} as instance ${instanceId}.\n`);
}

function list(verb: string, paths: readonly string[]): string {
  return paths.map((path) => `${verb} ${path}\n`).join('');
}
