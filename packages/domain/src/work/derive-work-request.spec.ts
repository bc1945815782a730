import {
  finalWorkRequestStates,
  invocationStates,
  type InvocationState,
  type WorkRequestState,
} from '@rustine/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveWorkRequest, type InvocationCounts } from './derive-work-request.ts';
import { isFinal } from './next-invocation-state.ts';

const anyStates = fc.array(fc.constantFrom(...invocationStates), { minLength: 1 });
const countsOf = (states: readonly InvocationState[]): InvocationCounts =>
  Object.fromEntries(invocationStates.map((state) => [state, states.filter((each) => each === state).length]));

describe('deriveWorkRequest', () => {
  it('is final, and at 100 percent, exactly when every invocation is', () => {
    fc.assert(
      fc.property(anyStates, fc.boolean(), (states, cancelAsked) => {
        const { state, percentComplete } = deriveWorkRequest(countsOf(states), { cancelAsked });
        const ended = states.every(isFinal);
        expect((finalWorkRequestStates as readonly WorkRequestState[]).includes(state)).toBe(ended);
        expect(percentComplete === 100).toBe(ended);
      }),
    );
  });

  it('does not end, and is not done, while a wave of it is open', () => {
    fc.assert(
      fc.property(anyStates, fc.boolean(), (states, cancelAsked) => {
        const { state, percentComplete } = deriveWorkRequest(countsOf(states), { cancelAsked, waveOpen: true });
        expect((finalWorkRequestStates as readonly WorkRequestState[]).includes(state)).toBe(false);
        expect(percentComplete).toBeLessThan(100);
      }),
    );
  });

  it('has failed when the health check of a wave did not succeed, though all invocations did', () => {
    expect(deriveWorkRequest({ SUCCEEDED: 2 }, { cancelAsked: false, checkFailed: true }).state).toBe('FAILED');
  });

  it.each<[InvocationCounts, boolean, WorkRequestState, number]>([
    [{ PENDING: 3 }, false, 'ACCEPTED', 0],
    [{ PENDING: 2, DELIVERED: 1 }, false, 'IN_PROGRESS', 0],
    [{ PENDING: 1, SUCCEEDED: 2 }, false, 'IN_PROGRESS', 66],
    [{ RUNNING: 1, CANCELED: 1 }, true, 'CANCELING', 50],
    [{ SUCCEEDED: 2, SKIPPED: 1 }, false, 'SUCCEEDED', 100],
    [{ SUCCEEDED: 2 }, true, 'SUCCEEDED', 100],
    [{ SKIPPED: 3 }, false, 'CANCELED', 100],
    [{ SKIPPED: 3, FAILED: 1 }, false, 'FAILED', 100],
    [{ POWERING_ON: 1, PENDING: 1 }, false, 'IN_PROGRESS', 0],
    [{ POWERING_OFF: 1, SUCCEEDED: 1 }, false, 'IN_PROGRESS', 50],
    [{ SUCCEEDED: 1, CANCELED: 1 }, true, 'CANCELED', 100],
    [{ SUCCEEDED: 9, TIMED_OUT: 1 }, false, 'FAILED', 100],
    [{ CANCELED: 9, FAILED: 1 }, true, 'FAILED', 100],
  ])('%o, cancel asked %s: %s at %i percent', (counts, cancelAsked, state, percentComplete) => {
    expect(deriveWorkRequest(counts, { cancelAsked })).toEqual({ state, percentComplete });
  });
});
