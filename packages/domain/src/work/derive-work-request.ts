import type { InvocationState, WorkRequestState } from '@rustine/contract';
import { isFinal } from './next-invocation-state.ts';

/** How many invocations are in each state; a state without any may be left out. */
export type InvocationCounts = Readonly<Partial<Record<InvocationState, number>>>;

export interface DerivedWorkRequest {
  readonly state: WorkRequestState;
  readonly percentComplete: number;
}

/**
 * A work request is what its invocations are. It ends when the last of them does: FAILED when any failed or was not
 * heard of, else CANCELED when any was canceled, else SUCCEEDED. `cancelAsked` shows as CANCELING until then.
 */
export function deriveWorkRequest(
  counts: InvocationCounts,
  { cancelAsked }: { readonly cancelAsked: boolean },
): DerivedWorkRequest {
  const entries = Object.entries(counts) as [InvocationState, number][];
  const total = sum(entries);
  const ended = sum(entries.filter(([state]) => isFinal(state)));
  const percentComplete = total === 0 ? 100 : Math.floor((ended * 100) / total);
  return { state: stateOf(counts, { allEnded: ended === total, cancelAsked }), percentComplete };
}

function stateOf(
  counts: InvocationCounts,
  { allEnded, cancelAsked }: { allEnded: boolean; cancelAsked: boolean },
): WorkRequestState {
  if (allEnded) {
    if (has(counts, 'FAILED') || has(counts, 'TIMED_OUT')) return 'FAILED';
    return has(counts, 'CANCELED') ? 'CANCELED' : 'SUCCEEDED';
  }
  if (cancelAsked) return 'CANCELING';
  const untouched = (Object.keys(counts) as InvocationState[]).every(
    (state) => state === 'PENDING' || !has(counts, state),
  );
  return untouched ? 'ACCEPTED' : 'IN_PROGRESS';
}

function has(counts: InvocationCounts, state: InvocationState): boolean {
  return (counts[state] ?? 0) > 0;
}

function sum(entries: readonly (readonly [InvocationState, number])[]): number {
  return entries.reduce((total, [, count]) => total + count, 0);
}
