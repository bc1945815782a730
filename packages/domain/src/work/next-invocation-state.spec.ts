import { finalInvocationStates, invocationStates, type InvocationState } from '@rustine/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deadlineSeconds } from './deadline-seconds.ts';
import { isFinal, nextInvocationState, type InvocationEvent } from './next-invocation-state.ts';

const anyState = fc.constantFrom(...invocationStates);
const anyEvent: fc.Arbitrary<InvocationEvent> = fc.oneof(
  fc.constant({ kind: 'accepted' } as const),
  fc.constant({ kind: 'started' } as const),
  fc.record({ kind: fc.constant('refused' as const), replayed: fc.boolean() }),
  fc.record({
    kind: fc.constant('finished' as const),
    verdict: fc.constantFrom('SUCCEEDED', 'FAILED', 'TIMED_OUT', 'CANCELED', 'waiting'),
  }),
  fc.record({ kind: fc.constant('cancel' as const), offered: fc.boolean() }),
  fc.constant({ kind: 'rebooting' } as const),
  fc.constant({ kind: 'rebooted' } as const),
  fc.constant({ kind: 'deadline' } as const),
  fc.constant({ kind: 'cut-off' } as const),
  fc.constant({ kind: 'waking' } as const),
  fc.constant({ kind: 'wake-failed' } as const),
  fc.record({ kind: fc.constant('put-back' as const), outcome: fc.constantFrom(...finalInvocationStates) }),
  fc.constant({ kind: 'put-back-failed' } as const),
);

const run = (events: readonly InvocationEvent[], from: InvocationState = 'PENDING'): InvocationState =>
  events.reduce(nextInvocationState, from);

describe('nextInvocationState', () => {
  it('never leaves a final state, whatever comes, except a TIMED_OUT one for another final state', () => {
    fc.assert(
      fc.property(anyState.filter(isFinal), fc.array(anyEvent), (state, events) => {
        const end = run(events, state);
        expect(isFinal(end)).toBe(true);
        expect(end === state || state === 'TIMED_OUT').toBe(true);
      }),
    );
  });

  it('corrects TIMED_OUT only by what the agent tells of the end', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const moved = nextInvocationState('TIMED_OUT', event) !== 'TIMED_OUT';
        expect(moved && event.kind !== 'finished' && event.kind !== 'refused' && event.kind !== 'cut-off').toBe(false);
      }),
    );
    expect(run([{ kind: 'finished', verdict: 'SUCCEEDED' }], 'TIMED_OUT')).toBe('SUCCEEDED');
    expect(run([{ kind: 'accepted' }, { kind: 'started' }], 'TIMED_OUT')).toBe('TIMED_OUT');
  });

  it('ends from every state within two passed deadlines', () => {
    fc.assert(
      fc.property(fc.array(anyEvent), (events) => {
        expect(isFinal(run([...events, { kind: 'deadline' }, { kind: 'deadline' }]))).toBe(true);
      }),
    );
  });

  it('is SUCCEEDED only after the agent said so with nothing waited for', () => {
    fc.assert(
      fc.property(fc.array(anyEvent), (events) => {
        const said = events.some((event) => event.kind === 'finished' && event.verdict === 'SUCCEEDED');
        expect(run(events) === 'SUCCEEDED' && !said).toBe(false);
      }),
    );
  });

  it('is left POWERING_OFF only for how it had ended, or for FAILED, whatever an agent tells meanwhile', () => {
    fc.assert(
      fc.property(fc.array(anyEvent), (events) => {
        const end = run(events, 'POWERING_OFF');
        const way = events.find(({ kind }) => kind === 'put-back' || kind === 'put-back-failed' || kind === 'deadline');
        const expected = way === undefined ? 'POWERING_OFF' : way.kind === 'put-back' ? way.outcome : 'FAILED';
        expect(run(way === undefined ? [] : [way], 'POWERING_OFF')).toBe(expected);
        expect(isFinal(end)).toBe(way !== undefined);
      }),
    );
  });

  it('is SKIPPED by a cut-off only before it has begun', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const skipped = nextInvocationState(state, { kind: 'cut-off' }) === 'SKIPPED';
        const before: InvocationState[] = ['PENDING', 'POWERING_ON', 'DELIVERED', 'TIMED_OUT', 'SKIPPED'];
        expect(skipped).toBe(before.includes(state));
      }),
    );
  });

  it('goes on from a reboot only by a new boot, and otherwise ends or is canceled', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const next = nextInvocationState('REBOOTING', event);
        const mayRun = event.kind === 'rebooted' || event.kind === 'finished';
        const others = ['REBOOTING', 'CANCELING', ...invocationStates.filter(isFinal)];
        expect([...others, ...(mayRun ? ['RUNNING'] : [])]).toContain(next);
      }),
    );
  });

  it('gives every state that is not final a deadline, and no final one', () => {
    fc.assert(
      fc.property(anyState, fc.integer({ min: 5, max: 172_800 }), fc.boolean(), (state, seconds, waitingForReports) => {
        const deadline = deadlineSeconds(state, {
          deliverySeconds: seconds,
          timeoutSeconds: seconds,
          waitingForReports,
        });
        expect((deadline ?? 0) > 0).toBe(!isFinal(state));
        expect(deadline === null).toBe(isFinal(state));
      }),
    );
  });

  it('waits for a reboot as long as the agent said', () => {
    const options = { deliverySeconds: 0, timeoutSeconds: 60 };
    expect(deadlineSeconds('REBOOTING', { ...options, rebootSeconds: 77 })).toBe(77);
    expect(deadlineSeconds('REBOOTING', options)).toBe(1800);
  });

  it.each<[InvocationState, InvocationEvent, InvocationState]>([
    ['PENDING', { kind: 'accepted' }, 'DELIVERED'],
    ['DELIVERED', { kind: 'started' }, 'RUNNING'],
    ['RUNNING', { kind: 'rebooting' }, 'REBOOTING'],
    ['CANCELING', { kind: 'rebooting' }, 'CANCELING'],
    ['REBOOTING', { kind: 'started' }, 'REBOOTING'],
    ['REBOOTING', { kind: 'rebooted' }, 'RUNNING'],
    ['CANCELING', { kind: 'rebooted' }, 'CANCELING'],
    ['TIMED_OUT', { kind: 'rebooted' }, 'TIMED_OUT'],
    ['REBOOTING', { kind: 'finished', verdict: 'FAILED' }, 'FAILED'],
    ['REBOOTING', { kind: 'cancel', offered: true }, 'CANCELING'],
    ['REBOOTING', { kind: 'deadline' }, 'TIMED_OUT'],
    ['CANCELING', { kind: 'started' }, 'CANCELING'],
    ['RUNNING', { kind: 'finished', verdict: 'waiting' }, 'RUNNING'],
    ['CANCELING', { kind: 'finished', verdict: 'SUCCEEDED' }, 'SUCCEEDED'],
    ['PENDING', { kind: 'refused', replayed: false }, 'FAILED'],
    ['PENDING', { kind: 'refused', replayed: true }, 'FAILED'],
    ['RUNNING', { kind: 'refused', replayed: true }, 'RUNNING'],
    ['SUCCEEDED', { kind: 'refused', replayed: true }, 'SUCCEEDED'],
    ['PENDING', { kind: 'cancel', offered: false }, 'CANCELED'],
    ['PENDING', { kind: 'cancel', offered: true }, 'CANCELING'],
    ['CANCELING', { kind: 'deadline' }, 'CANCELED'],
    ['RUNNING', { kind: 'deadline' }, 'TIMED_OUT'],
    ['PENDING', { kind: 'waking' }, 'POWERING_ON'],
    ['POWERING_ON', { kind: 'accepted' }, 'DELIVERED'],
    ['POWERING_ON', { kind: 'wake-failed' }, 'FAILED'],
    ['POWERING_ON', { kind: 'cancel', offered: false }, 'CANCELED'],
    ['POWERING_ON', { kind: 'deadline' }, 'TIMED_OUT'],
    ['POWERING_OFF', { kind: 'cancel', offered: true }, 'POWERING_OFF'],
    ['POWERING_OFF', { kind: 'deadline' }, 'FAILED'],
    ['POWERING_OFF', { kind: 'put-back', outcome: 'TIMED_OUT' }, 'TIMED_OUT'],
    ['CANCELING', { kind: 'cut-off' }, 'CANCELED'],
    ['REBOOTING', { kind: 'cut-off' }, 'REBOOTING'],
  ])('%s, %o: %s', (state, event, expected) => {
    expect(nextInvocationState(state, event)).toBe(expected);
  });
});
