import type { AgentStatus } from './read-status.ts';

/** For a person, a line a fact. What may be old says so. `now` is in milliseconds since the epoch. */
export function renderStatus(status: AgentStatus, now: number): string {
  const { enrolled, service, program } = status;
  const lines: [string, string][] = [
    ['Instance', enrolled?.instanceId ?? 'not enrolled'],
    ['Server', status.agent?.serverUrl ?? enrolled?.serverUrl ?? 'none'],
    ['Service', service === null ? 'none on this system' : describeService(service)],
    ['Agent', describeAgent(status, now)],
    ['Link', describeLink(status, now)],
    ['Last contact', describeContact(status.lastContact, now)],
    ['Work', describeWork(status.work)],
    ['Version', `${program.version} (${program.commit ?? 'from sources'})${differs(status)}`],
    ['State', status.stateDir],
  ];
  for (const { id, state, acceptedAt } of status.work?.invocations ?? [])
    lines.push(['', `${id}  ${state}, accepted ${ago(acceptedAt, now)}`]);
  return lines.map(([name, value]) => `${name.padEnd(14)}${value}\n`).join('');
}

function describeService({ words, enabled, installed }: NonNullable<AgentStatus['service']>): string {
  if (!installed) return words;
  return `${words}, ${enabled ? 'starts with the machine' : 'does not start with the machine'}`;
}

function describeAgent({ agent, silence }: AgentStatus, now: number): string {
  return agent === null ? (silence ?? 'unknown') : `runs as process ${agent.pid}, started ${ago(agent.startedAt, now)}`;
}

function describeLink({ agent }: AgentStatus, now: number): string {
  if (agent === null) return 'unknown';
  return agent.linkOpenSince === null
    ? 'closed: the server cannot wake it'
    : `open, since ${ago(agent.linkOpenSince, now)}`;
}

function describeContact({ at, from }: AgentStatus['lastContact'], now: number): string {
  if (at === null) return from === 'agent' ? 'none since it was enrolled' : 'unknown';
  return from === 'agent' ? ago(at, now) : `${ago(at, now)} or later: noted by an agent that does not run any more`;
}

function describeWork(work: AgentStatus['work']): string {
  if (work === null) return 'unknown';
  const { invocations, unsentEvents, from } = work;
  const events = `${unsentEvents} event${unsentEvents === 1 ? '' : 's'} not sent yet`;
  const stands = from === 'journal' ? ' (as the journal was left)' : '';
  if (invocations.length === 0) return `nothing to do, ${events}${stands}`;
  const counts = Map.groupBy(invocations, ({ state }) => state.toLowerCase());
  return `${[...counts].map(([state, of]) => `${of.length} ${state}`).join(', ')}, ${events}${stands}`;
}

function differs({ agent, program }: AgentStatus): string {
  if (agent === null || (agent.version === program.version && agent.commit === program.commit)) return '';
  return `; the agent that runs is ${agent.version} (${agent.commit ?? 'from sources'})`;
}

function ago(instant: string, now: number): string {
  const seconds = Math.round((now - Date.parse(instant)) / 1000);
  const span =
    seconds < 0
      ? 'in the future, by this clock'
      : seconds < 120
        ? `${seconds} seconds ago`
        : seconds < 7200
          ? `${Math.round(seconds / 60)} minutes ago`
          : seconds < 172_800
            ? `${Math.round(seconds / 3600)} hours ago`
            : `${Math.round(seconds / 86_400)} days ago`;
  return `${instant} (${span})`;
}
