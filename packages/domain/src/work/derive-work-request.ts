import type { InvocationState, WorkRequestState } from '@rustine/contract';
import { isFinal } from './next-invocation-state.ts';

/** How many invocations are in each state; a state without any may be left out. */
export type InvocationCounts = Readonly<Partial<Record<InvocationState, number>>>;

export interface DerivedWorkRequest {
  readonly state: WorkRequestState;
  readonly percentComplete: number;
}

export interface WorkRequestContext {
  readonly cancelAsked: boolean;
  /** A wave bakes, is checked, or failed and waits for a person. */
  readonly waveOpen?: boolean;
  /** The health check of a wave did not succeed. */
  readonly checkFailed?: boolean;
}

/**
 * A work request is what its invocations and waves are. It ends when the last of them does: FAILED when any failed or was
 * not heard of, else CANCELED when any was canceled or not one ran, else SUCCEEDED. `cancelAsked` shows as CANCELING until
 * then.
 */
export function deriveWorkRequest(
  counts: InvocationCounts,
  { cancelAsked, waveOpen = false, checkFailed = false }: WorkRequestContext,
): DerivedWorkRequest {
  const entries = Object.entries(counts) as [InvocationState, number][];
  const total = sum(entries);
  const ended = sum(entries.filter(([state]) => isFinal(state)));
  const percent = total === 0 ? 100 : Math.floor((ended * 100) / total);
  const state = stateOf(counts, { allEnded: ended === total && !waveOpen, cancelAsked, checkFailed });
  return { state, percentComplete: waveOpen ? Math.min(99, percent) : percent };
}

function stateOf(
  counts: InvocationCounts,
  { allEnded, cancelAsked, checkFailed }: { allEnded: boolean; cancelAsked: boolean; checkFailed: boolean },
): WorkRequestState {
  if (allEnded) {
    if (checkFailed || has(counts, 'FAILED') || has(counts, 'TIMED_OUT')) return 'FAILED';
    const noneRan = has(counts, 'SKIPPED') && !has(counts, 'SUCCEEDED');
    return noneRan || has(counts, 'CANCELED') ? 'CANCELED' : 'SUCCEEDED';
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
