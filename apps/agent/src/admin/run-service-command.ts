import { setTimeout as sleep } from 'node:timers/promises';
import { statePathsOf } from '../checkin/state-paths.ts';
import { releaseUpdates } from './release-updates.ts';
import type { AgentConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { ServiceError, type ServiceManager } from '../platform/service-manager.ts';
import type { UpdateSwitches } from '../platform/update-switches.ts';
import type { Invocation } from '../read-arguments.ts';
import { askAgent } from '../status/ask-agent.ts';
import { installAgent } from './install-agent.ts';

const LINK_MS_MAX = 30_000;
const LINK_POLL_MS = 200;

export interface ServiceCommandNeeds {
  readonly service: ServiceManager | null;
  readonly updates: UpdateSwitches;
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
    const { stateDir } = needs.config;
    const beforeRemoval = async () => await releaseUpdates(statePathsOf(stateDir).journal, needs);
    const { removed } = await service.uninstall({ ...invocation.uninstall, stateDir, beforeRemoval });
    write(removed.length === 0 ? 'There was nothing to remove.\n' : list('Removed', removed));
    return;
  }
  const { written, started, instanceId } = await installAgent(invocation.install, { ...needs, service });
  write(written.length === 0 ? 'Everything was in place.\n' : list('Wrote', written));
  if (instanceId === null) {
    write('The agent enrols when that system first starts.\n');
    return;
  }
  write(`The agent ${started ? 'was started' : 'runs'} as instance ${instanceId}.\n`);
  await awaitLink(needs, service);
  write('Its link to the server is open.\n');
}

/** Answers when the server can wake the agent. Throws ServiceError when that takes too long, or the service has ended. */
async function awaitLink({ config, signal }: ServiceCommandNeeds, service: ServiceManager): Promise<void> {
  const { status } = statePathsOf(config.stateDir);
  for (const until = performance.now() + LINK_MS_MAX; performance.now() < until;) {
    const asked = await askAgent(status);
    if (asked.kind === 'answered' && asked.status.linkOpenSince !== null) return;
    const { words, running } = await service.state();
    if (!running) throw new ServiceError(`The service is ${words}: ${service.logHint}`);
    await sleep(LINK_POLL_MS, undefined, { signal });
  }
  throw new ServiceError(
    'The service runs, but it has no link to the server yet. It goes on trying; "rustine-agent doctor" says what is in the way.',
  );
}

function list(verb: string, paths: readonly string[]): string {
  return paths.map((path) => `${verb} ${path}\n`).join('');
}
