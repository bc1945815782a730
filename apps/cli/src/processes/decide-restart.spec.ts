import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideRestart, restartRules, type Ending } from './decide-restart.ts';

const killed: Ending = { code: null, signal: 'SIGKILL', ranMs: 500, wasReady: true, wasBusy: false, crashes: 0 };

describe('decideRestart', () => {
  it('starts a killed process again, later each time', () => {
    const delays = [0, 1, 2, 3].map((crashes) => decideRestart({ ...killed, crashes }));
    expect(delays).toEqual(
      [250, 500, 1000, 2000].map((delayMs, index) => ({ kind: 'restart', delayMs, crashes: index + 1 })),
    );
  });

  it('gives up on one that ended by itself before it ever was of service', () => {
    const decision = decideRestart({ ...killed, code: 1, signal: null, wasReady: false });
    expect(decision).toEqual({ kind: 'give-up', reason: 'ended with exit code 1' });
  });

  it('starts one again that was killed before it was ready, or that found its files still held', () => {
    expect(decideRestart({ ...killed, wasReady: false }).kind).toBe('restart');
    expect(decideRestart({ ...killed, code: 5, signal: null, wasReady: false, wasBusy: true }).kind).toBe('restart');
  });

  it('forgets old crashes after a steady minute', () => {
    const decision = decideRestart({ ...killed, crashes: 8, ranMs: restartRules.steadyMs });
    expect(decision).toEqual({ kind: 'restart', delayMs: 250, crashes: 1 });
  });

  it('ends every row of short lives, and never waits longer than the bound', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: restartRules.steadyMs - 1 }), { minLength: 9, maxLength: 9 }), (lives) => {
        let crashes = 0;
        for (const ranMs of lives) {
          const decision = decideRestart({ ...killed, ranMs, crashes });
          if (decision.kind === 'give-up') break;
          expect(decision.delayMs).toBeLessThanOrEqual(restartRules.maxDelayMs);
          crashes = decision.crashes;
        }
        expect(crashes).toBe(restartRules.crashesMax);
      }),
    );
  });
});
