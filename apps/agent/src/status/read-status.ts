import type { BuildInfo } from '../build-info.ts';
import { readEnrollment } from '../checkin/enrollment-file.ts';
import type { StatePaths } from '../checkin/state-paths.ts';
import type { ServiceManager, ServiceState } from '../platform/service-manager.ts';
import { askAgent } from './ask-agent.ts';
import { readContactNote } from './contact.ts';
import type { LiveStatus, WorkCount } from './live-status.ts';
import { readJournal } from './read-journal.ts';

/** What can be told of this machine's agent, each part with where it is from. */
export interface AgentStatus {
  readonly stateDir: string;
  /** The program that looks; the agent that runs may be of another build. */
  readonly program: BuildInfo;
  readonly enrolled: { readonly instanceId: string; readonly serverUrl: string } | null;
  /** Null where the agent cannot be a service. */
  readonly service: ServiceState | null;
  /** Null when it does not run, or does not answer; `silence` says which. */
  readonly agent: Omit<LiveStatus, 'work' | 'lastContactAt' | 'storeOrigin'> | null;
  readonly silence: string | null;
  readonly lastContact: { readonly at: string | null; readonly from: 'agent' | 'note' };
  /** Null when nobody may or can look. */
  readonly work: (WorkCount & { readonly from: 'agent' | 'journal' }) | null;
}

export async function readStatus(
  paths: StatePaths,
  { service, program }: { service: ServiceManager | null; program: BuildInfo },
): Promise<AgentStatus> {
  const enrollment = readEnrollment(paths.enrollment);
  const asked = await askAgent(paths.status);
  const shared = {
    stateDir: paths.root,
    program,
    enrolled: enrollment && { instanceId: enrollment.instanceId, serverUrl: enrollment.serverUrl },
    service: service === null ? null : await service.state(),
  };
  if (asked.kind === 'answered') {
    const { work, lastContactAt, storeOrigin: _, ...agent } = asked.status;
    return {
      ...shared,
      agent,
      silence: null,
      lastContact: { at: lastContactAt, from: 'agent' },
      work: { ...work, from: 'agent' },
    };
  }
  const look = readJournal(paths.journal, { check: false });
  const silence =
    asked.kind === 'no-answer'
      ? `may run, but does not answer: ${asked.reason}`
      : look.kind === 'held'
        ? 'runs, but does not answer'
        : 'does not run';
  return {
    ...shared,
    agent: null,
    silence,
    lastContact: { at: readContactNote(paths.contact).lastContactAt, from: 'note' },
    work: look.kind === 'read' ? { ...look.work, from: 'journal' } : null,
  };
}

/** Whether all is as it should be: the agent runs, and its server can wake it. */
export function isWell(status: AgentStatus): boolean {
  return status.agent !== null && status.agent.linkOpenSince !== null;
}
