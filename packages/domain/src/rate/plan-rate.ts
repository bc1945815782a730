import type { InvocationState } from '@rustine/contract';
import { concurrencyOf, errorsBorneOf, type RateLimit } from './parse-limit.ts';

export interface RateLimits {
  readonly maxConcurrency: RateLimit;
  readonly maxErrors: RateLimit;
}

/** Where a run over many instances stands. `targets` is the sum of the three counts that follow it. */
export interface RateCounts {
  readonly targets: number;
  readonly waiting: number;
  /** Sent out and not ended. */
  readonly underWay: number;
  readonly ended: number;
  /** Of those under way: the agent has not said that it took the command. */
  readonly unanswered: number;
  /** Of the ended ones: those for which `countsAsError` holds. */
  readonly errors: number;
}

/**
 * What to do now: `start` so many more, `wait` for those under way, `stop` for good (too many errors: what waits is
 * canceled, what is under way may finish), or nothing more, `done`.
 */
export type RateDecision =
  | { readonly kind: 'start'; readonly count: number }
  | { readonly kind: 'wait' | 'stop' | 'done' };

/**
 * SSM's rate control: one instance first, then twice as many each time those have answered, never more at a time than
 * the limit; the run stops with the first error beyond those it bears. An instance that does not answer slows
 * the growth, but holds up no other once half have answered.
 */
export function planRate(counts: RateCounts, limits: RateLimits): RateDecision {
  const { targets, waiting, underWay, unanswered, errors } = counts;
  if (errors > errorsBorneOf(limits.maxErrors, targets)) return { kind: 'stop' };
  if (waiting === 0) return { kind: underWay === 0 ? 'done' : 'wait' };
  const answered = targets - waiting - unanswered;
  const places = concurrencyOf(limits.maxConcurrency, targets) - underWay;
  const growth = answered + 1 - unanswered;
  const count = Math.min(waiting, places, growth);
  return count > 0 ? { kind: 'start', count } : { kind: 'wait' };
}

/**
 * Whether an invocation that ended so is an error for `maxErrors`: it failed, or its time ran out while it worked. One
 * that never reached its instance is none, as with SSM's DeliveryTimedOut, nor is a canceled one.
 */
export function countsAsError(state: InvocationState, { started }: { readonly started: boolean }): boolean {
  switch (state) {
    case 'FAILED':
      return true;
    case 'TIMED_OUT':
      return started;
    case 'PENDING':
    case 'POWERING_ON':
    case 'DELIVERED':
    case 'RUNNING':
    case 'REBOOTING':
    case 'POWERING_OFF':
    case 'CANCELING':
    case 'SUCCEEDED':
    case 'CANCELED':
    case 'SKIPPED':
      return false;
    default:
      return state satisfies never;
  }
}
