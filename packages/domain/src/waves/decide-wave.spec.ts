import { waveStates } from '@rustine/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideWave, type WaveStanding, type WaveStep } from './decide-wave.ts';

const at = new Date('2026-03-01T12:00:00Z');
const none = { waiting: 0, underWay: 0, succeeded: 0, skipped: 0, unsuccessful: 0, errors: 0 };
const wave = (more: Partial<WaveStanding>, counts: Partial<WaveStanding['counts']> = {}): WaveStanding => ({
  state: 'RUNNING',
  successPercent: 100,
  maxErrors: null,
  bakeMinutes: 0,
  bakeUntil: null,
  healthCheck: 'none',
  resumed: false,
  laterWaits: true,
  ...more,
  counts: { ...none, ...counts },
});
const few = fc.nat(4);
const anyWave = fc
  .record({
    state: fc.constantFrom(...waveStates),
    waiting: few,
    underWay: few,
    succeeded: few,
    skipped: few,
    unsuccessful: few,
    harmless: few,
    successPercent: fc.integer({ min: 0, max: 100 }),
    maxErrors: fc.constantFrom(null, { kind: 'count', count: 1 } as const),
    bakeMinutes: fc.constantFrom(0, 10),
    bakeUntil: fc.constantFrom(new Date(at.getTime() - 1), at, new Date(at.getTime() + 1)),
    healthCheck: fc.constantFrom('none', 'unasked', 'open', 'succeeded', 'failed'),
    resumed: fc.boolean(),
    laterWaits: fc.boolean(),
  })
  .map(({ waiting, underWay, succeeded, skipped, unsuccessful, harmless, ...more }) =>
    wave(more as Partial<WaveStanding>, {
      waiting,
      underWay,
      succeeded,
      skipped,
      unsuccessful,
      errors: Math.max(0, unsuccessful - harmless),
    }),
  );

describe('decideWave', () => {
  it('ends no wave of which something is under way, and begins none anew', () => {
    fc.assert(
      fc.property(anyWave, (each) => {
        const { kind } = decideWave(each, at);
        const ends = kind === 'succeed' || kind === 'fail' || kind === 'skip' || kind === 'bake';
        const runs = each.state === 'WAITING' || each.state === 'RUNNING';
        expect(runs && each.counts.underWay > 0 && ends).toBe(false);
        expect(kind === 'start' && each.state !== 'WAITING').toBe(false);
      }),
    );
  });

  it('lets only such a wave succeed that proved itself: by its percent, its bake and its health check', () => {
    fc.assert(
      fc.property(anyWave, (each) => {
        const { kind } = decideWave(each, at);
        const { counts, successPercent, state, healthCheck } = each;
        const ran = counts.succeeded + counts.unsuccessful;
        const didWell =
          counts.waiting + counts.underWay === 0 && ran > 0 && counts.succeeded * 100 >= successPercent * ran;
        const goesOn = kind === 'succeed' || kind === 'bake' || kind === 'check';
        expect(goesOn && (state === 'RUNNING' || state === 'WAITING') && !didWell).toBe(false);
        expect(goesOn && state === 'BAKING' && each.bakeUntil! > at).toBe(false);
        expect(kind === 'succeed' && healthCheck !== 'none' && healthCheck !== 'succeeded').toBe(false);
      }),
    );
  });

  it('always has something to wait for, or does something', () => {
    fc.assert(
      fc.property(anyWave, (each) => {
        if (decideWave(each, at).kind !== 'wait') return;
        const { state, counts, bakeUntil, healthCheck } = each;
        const ended = state === 'SUCCEEDED' || state === 'FAILED' || state === 'SKIPPED';
        const waitsForTime = state === 'BAKING' && bakeUntil! > at;
        const waitsForCheck = state === 'CHECKING' && healthCheck === 'open';
        expect(ended || waitsForTime || waitsForCheck || counts.underWay > 0).toBe(true);
      }),
    );
  });

  it.each<[string, WaveStanding, WaveStep]>([
    ['begins', wave({ state: 'WAITING' }, { waiting: 2, skipped: 1 }), { kind: 'start' }],
    ['is empty', wave({ state: 'WAITING' }), { kind: 'skip', reason: 'No instance was left for it.' }],
    ['goes on', wave({}, { waiting: 1, underWay: 1 }), { kind: 'work' }],
    ['bears errors', wave({ successPercent: 50 }, { waiting: 2, unsuccessful: 2, errors: 2 }), { kind: 'work' }],
    ['bears no more', wave({}, { waiting: 1, underWay: 1, unsuccessful: 1, errors: 1 }), { kind: 'wait' }],
    [
      'stops',
      wave({}, { waiting: 1, unsuccessful: 1, errors: 1 }),
      { kind: 'fail', reason: 'Too many errors: 1 failed, 0 allowed; 1 of its instances was not begun.' },
    ],
    ['was resumed', wave({ resumed: true }, { waiting: 1, unsuccessful: 3, errors: 3 }), { kind: 'work' }],
    ['bakes', wave({ bakeMinutes: 10 }, { succeeded: 2 }), { kind: 'bake' }],
    ['is checked', wave({ healthCheck: 'unasked' }, { succeeded: 2 }), { kind: 'check' }],
    ['counts no skipped one', wave({}, { succeeded: 1, skipped: 5 }), { kind: 'succeed' }],
    [
      'misses its percent',
      wave({ successPercent: 80 }, { succeeded: 3, unsuccessful: 1 }),
      { kind: 'fail', reason: '3 of 4 succeeded, and it needs 80 %.' },
    ],
    [
      'proved nothing',
      wave({}, { skipped: 2 }),
      { kind: 'fail', reason: 'All of its instances were skipped, so it proved nothing for the later ones.' },
    ],
    [
      'was the last',
      wave({ laterWaits: false }, { skipped: 2 }),
      { kind: 'skip', reason: 'All of its instances were skipped.' },
    ],
  ])('one that %s', (_name, each, step) => {
    expect(decideWave(each, at)).toEqual(step);
  });
});
