import { finalInvocationStates, type InvocationState } from '@rustine/contract';

export type FinalInvocationState = (typeof finalInvocationStates)[number];
export type OpenInvocationState = Exclude<InvocationState, FinalInvocationState>;

/** How an agent says that an invocation ended. */
export type AgentVerdict = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'CANCELED';

/** What can happen to an invocation as a whole; steps and output change nothing here. */
export type InvocationEvent =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'started' }
  /** The agent would not run the command. `replayed`: because it had accepted this very command before. */
  | { readonly kind: 'refused'; readonly replayed: boolean }
  /** It may not begin any more: its window lets nothing start, or a freeze came. Changes nothing once it has begun. */
  | { readonly kind: 'cut-off' }
  /** Its instance is switched off, and was asked to start. */
  | { readonly kind: 'waking' }
  /** Its instance could not be started. */
  | { readonly kind: 'wake-failed' }
  /** Its instance was put back as it was found, or need not be; `outcome` is how it ended before. */
  | { readonly kind: 'put-back'; readonly outcome: FinalInvocationState }
  | { readonly kind: 'put-back-failed' }
  /** The agent's word, weighed against the reports (see `judgeResult`); `waiting` keeps the invocation open. */
  | { readonly kind: 'finished'; readonly verdict: AgentVerdict | 'waiting' }
  /** A person asked. `offered`: the command went out to the agent, which may be running it unheard. */
  | { readonly kind: 'cancel'; readonly offered: boolean }
  /** A step asked for a reboot, which comes next. */
  | { readonly kind: 'rebooting' }
  /** The machine is back under a new boot id, and the document goes on. */
  | { readonly kind: 'rebooted' }
  | { readonly kind: 'deadline' };

export function isFinal(state: InvocationState): state is FinalInvocationState {
  return (finalInvocationStates as readonly InvocationState[]).includes(state);
}

/**
 * The state after an event; the same state when the event changes nothing. Final states stay, but for TIMED_OUT: it
 * means "not heard of in time", so what the agent tells later about the end corrects it, straight to another final state.
 */
export function nextInvocationState(state: InvocationState, event: InvocationEvent): InvocationState {
  if (state === 'TIMED_OUT') return correctTimedOut(event);
  if (isFinal(state)) return state;
  if (state === 'POWERING_OFF') return putBack(event);
  switch (event.kind) {
    case 'accepted':
      return state === 'PENDING' || state === 'POWERING_ON' ? 'DELIVERED' : state;
    case 'started':
      return goesOn(state) ? 'RUNNING' : state;
    case 'refused':
      if (event.replayed && wasAccepted(state)) return state;
      return state === 'CANCELING' ? 'CANCELED' : 'FAILED';
    case 'cut-off':
      if (state === 'CANCELING') return 'CANCELED';
      return hasBegun(state) ? state : 'SKIPPED';
    case 'waking':
      return state === 'PENDING' ? 'POWERING_ON' : state;
    case 'wake-failed':
      return state === 'POWERING_ON' ? 'FAILED' : state;
    case 'put-back':
    case 'put-back-failed':
      return state;
    case 'finished':
      return event.verdict === 'waiting' ? 'RUNNING' : event.verdict;
    case 'rebooting':
      return goesOn(state) ? 'REBOOTING' : state;
    case 'rebooted':
      return state === 'REBOOTING' ? 'RUNNING' : state;
    case 'cancel':
      return event.offered ? 'CANCELING' : 'CANCELED';
    case 'deadline':
      return state === 'CANCELING' ? 'CANCELED' : 'TIMED_OUT';
    default:
      return event satisfies never;
  }
}

/** It has ended, and only its machine is still to be switched off: what an agent tells now changes how it ended at most. */
function putBack(event: InvocationEvent): InvocationState {
  if (event.kind === 'put-back') return event.outcome;
  return event.kind === 'put-back-failed' || event.kind === 'deadline' ? 'FAILED' : 'POWERING_OFF';
}

function correctTimedOut(event: InvocationEvent): InvocationState {
  if (event.kind === 'refused') return event.replayed ? 'TIMED_OUT' : 'FAILED';
  if (event.kind === 'cut-off') return 'SKIPPED';
  return event.kind === 'finished' && event.verdict !== 'waiting' ? event.verdict : 'TIMED_OUT';
}

/** Whether the document's course decides: not while it is being canceled, and only a new boot ends a reboot. */
function goesOn(state: OpenInvocationState): boolean {
  return state !== 'CANCELING' && state !== 'POWERING_OFF' && state !== 'REBOOTING';
}

function hasBegun(state: OpenInvocationState): boolean {
  return state === 'RUNNING' || state === 'REBOOTING' || state === 'POWERING_OFF';
}

/** Whether the agent has answered for the command, so that a replay refused later takes nothing back. */
function wasAccepted(state: OpenInvocationState): boolean {
  return state !== 'PENDING' && state !== 'POWERING_ON';
}
