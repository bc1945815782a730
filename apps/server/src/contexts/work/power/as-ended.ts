import { isFinal } from '@rustine/domain';
import type { LockedInvocation } from '../sql/lock-invocation.ts';

/**
 * Applies a change to how an invocation ended while its machine is being put back, so that a late word can still correct
 * a TIMED_OUT; to the invocation itself in every other state.
 */
export function throughOutcome(
  invocation: LockedInvocation,
  change: (ended: LockedInvocation) => LockedInvocation,
): LockedInvocation {
  const { outcomeState, outcomeReason, state, reason, finishedAt } = invocation;
  if (outcomeState === null) return change(invocation);
  const ended = change({ ...invocation, state: outcomeState, reason: outcomeReason ?? '' });
  const corrected = isFinal(ended.state) ? ended.state : outcomeState;
  return { ...ended, state, reason, finishedAt, outcomeState: corrected, outcomeReason: ended.reason };
}
