import type { AgentEvent } from '@rustine/contract';
import {
  isFinal,
  judgeResult,
  nextInvocationState,
  type AgentResult,
  type InvocationEvent,
  type ReportSummary,
} from '@rustine/domain';
import { owedReboot } from './change-reboot.ts';
import { throughOutcome } from './power/as-ended.ts';
import type { LockedInvocation } from './sql/lock-invocation.ts';

export type WholeEvent = Extract<AgentEvent, { type: 'accepted' | 'refused' | 'started' }>;

/** The invocation after an event of the agent's, decided without any effect. */
export function changeInvocation(invocation: LockedInvocation, event: WholeEvent): LockedInvocation {
  return throughOutcome(invocation, (ended) => change(ended, event));
}

function change(invocation: LockedInvocation, event: WholeEvent): LockedInvocation {
  const at = new Date(event.at);
  switch (event.type) {
    case 'accepted': {
      const state = nextInvocationState(invocation.state, { kind: 'accepted' });
      // That its agent was expected is over when it is there.
      const reason = state === invocation.state ? invocation.reason : '';
      return { ...invocation, state, reason, bootId: event.bootId, deliveredAt: invocation.deliveredAt ?? at };
    }
    case 'started': {
      const state = nextInvocationState(invocation.state, { kind: 'started' });
      return { ...invocation, state, startedAt: invocation.startedAt ?? at };
    }
    case 'refused': {
      const state = nextInvocationState(invocation.state, refusalKind(invocation, event));
      if (state === invocation.state) return invocation;
      return { ...invocation, state, reason: refusalOf(event), finishedAt: at };
    }
    default:
      return event satisfies never;
  }
}

/** A command that expired because its window lets nothing start was refused for the window's sake. */
function refusalKind(
  { startUntil }: LockedInvocation,
  { code, at }: Extract<WholeEvent, { type: 'refused' }>,
): InvocationEvent {
  const pastWindow = code === 'EXPIRED' && startUntil !== null && startUntil <= new Date(at);
  if (code === 'WINDOW_CLOSED' || pastWindow) return { kind: 'cut-off' };
  return { kind: 'refused', replayed: code === 'REPLAYED' };
}

/** The invocation after the agent's word on its end. */
export function finishInvocation(
  invocation: LockedInvocation,
  { state, message, rebootRequired, at }: Extract<AgentEvent, { type: 'finished' }>,
  reports: ReportSummary,
): LockedInvocation {
  const said = { agentState: state, agentMessage: message, rebootRequired };
  return throughOutcome(invocation, (ended) => {
    if (!isFinal(ended.state) || mayBeCorrected(ended))
      return weighEnd({ ...ended, ...said }, { reports, at: new Date(at) });
    // The first word counts.
    return ended.agentState === null ? { ...ended, ...said } : ended;
  });
}

/**
 * Whether the agent's word on the end can still change a final state: it was not heard of in time, or did not confirm a
 * cancel in time. One whose command never went out has nothing to tell.
 */
export function mayBeCorrected({ state, offeredAt, agentState }: LockedInvocation): boolean {
  return state === 'TIMED_OUT' || (state === 'CANCELED' && offeredAt !== null && agentState !== 'CANCELED');
}

interface Weights {
  readonly reports: ReportSummary;
  readonly at: Date;
}

/** Weighs the agent's word on the end, if it gave one, against the reports and reboots as they are now. */
export function weigh(invocation: LockedInvocation, weights: Weights): LockedInvocation {
  return throughOutcome(invocation, (ended) => weighEnd(ended, weights));
}

function weighEnd(invocation: LockedInvocation, { reports, at }: Weights): LockedInvocation {
  const result = resultOf(invocation);
  if (result === null) return invocation;
  const { verdict, reason } = judgeResult(result, { reports, owedReboot: owedReboot(invocation) });
  if (invocation.state === 'CANCELED') {
    // Unconfirmed until now (see `mayBeCorrected`).
    return verdict === 'waiting' ? invocation : { ...invocation, state: verdict, reason, finishedAt: at };
  }
  const state = nextInvocationState(invocation.state, { kind: 'finished', verdict });
  if (state === invocation.state && isFinal(state)) return invocation;
  const said =
    state === 'CANCELED' && invocation.cancelReason !== null ? `${invocation.cancelReason} ${reason}` : reason;
  return { ...invocation, state, reason: said.trim(), finishedAt: isFinal(state) ? at : null };
}

export function resultOf({ agentState, agentMessage }: LockedInvocation): AgentResult | null {
  return agentState === null ? null : { state: agentState, message: agentMessage ?? '' };
}

export function refusalOf({ code, message }: Extract<AgentEvent, { type: 'refused' }>): string {
  if (code === 'WINDOW_CLOSED') return `Not started by the agent: ${message}.`;
  return `The agent refused the command (${code}): ${message}`;
}
