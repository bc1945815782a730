import { inMinutes } from './change-reboot.ts';
import type { LockedInvocation } from './sql/lock-invocation.ts';

/** Why an invocation passed its deadline, with what a person can do about it. */
export function explainDeadline(invocation: LockedInvocation, reportReason: string): string {
  switch (invocation.state) {
    case 'PENDING':
      if (invocation.releasedAt === null) {
        return `Its turn did not come in the time that a work request may take; run the document again on fewer instances, or on more of them at the same time.`;
      }
      return invocation.offeredAt === null
        ? `The instance did not fetch the command in the time it had; start its agent, check that it reaches this server, and run the command again.`
        : `The command went out to the instance at ${stamp(invocation.offeredAt)}, which never said that it took it; look at its agent's log, and run the command again.`;
    case 'DELIVERED':
      return `The agent took the command at ${stamp(invocation.deliveredAt)} and has not started it since; ${silence(invocation)}.`;
    case 'REBOOTING':
      return `The machine did not come back from its reboot within ${inMinutes(invocation.rebootSeconds ?? 0)}. Step ${invocation.rebootStep} asked for it in boot ${invocation.rebootFromBootId}; ${lastHeard(invocation)}. Look at its console, and start it if it is off: when its agent is back the run goes on, and this state corrects itself.`;
    case 'RUNNING':
      return invocation.agentState === 'SUCCEEDED'
        ? `${reportReason} That did not happen in time; look at the server's log for the ingest and at the agent's log for the upload.`
        : `The agent started the document at ${stamp(invocation.startedAt)} and has not told its end; ${silence(invocation)}.`;
    case 'POWERING_ON':
      return invocation.wokenAt === null
        ? 'The instance was asked to start, and whether it did was not confirmed in time; look at its console.'
        : 'The instance runs, as far as its provider can tell, and its agent has not come in time; look at its console and at its agent.';
    case 'POWERING_OFF':
      throw new Error('how it ended is told instead');
    case 'CANCELING':
      return `The agent did not confirm the cancel in time; if the document still runs on the instance, it will be ended when the agent is back. Had it ended before, this state corrects itself.`;
    case 'SUCCEEDED':
    case 'FAILED':
    case 'TIMED_OUT':
    case 'CANCELED':
    case 'SKIPPED':
      throw new Error(`an invocation that is ${invocation.state} has no deadline`);
    default:
      return invocation.state satisfies never;
  }
}

function lastHeard({ lastEventAt }: LockedInvocation): string {
  return `it was last heard of at ${stamp(lastEventAt)}`;
}

function silence(invocation: LockedInvocation): string {
  return `${lastHeard(invocation)}; start it, or look at its log and at what runs on the instance`;
}

function stamp(at: Date | null): string {
  return at === null ? 'an unknown time' : `${at.toISOString().slice(0, 19)}Z`;
}
