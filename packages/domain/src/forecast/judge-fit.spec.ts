import { describe, expect, it } from 'vitest';
import { forecastRun } from './forecast-run.ts';
import { judgeFit } from './judge-fit.ts';
import { instance, wave } from './testing/waves.ts';

const run = { p50Seconds: 10, p90Seconds: 20, fitting: 1, leftOut: [] };
const held = { targets: 3, starting: 2, holdsToWindow: true };

describe('judgeFit', () => {
  it.each([
    [1, 'FITS'],
    [0.9, 'FITS'],
    [0.895, 'AT_RISK'],
    [0.5, 'AT_RISK'],
    [0.495, 'UNLIKELY'],
    [0, 'UNLIKELY'],
  ] as const)('says of a run that fits %d of the times: %s', (fitting, verdict) => {
    expect(judgeFit({ ...run, fitting }, held)).toBe(verdict);
  });

  it('never says that it fits when something is left out, only that it hardly does', () => {
    const leftOut = ['WAKING'] as const;
    expect(judgeFit({ ...run, leftOut }, held)).toBe('UNKNOWN');
    expect(judgeFit({ ...run, leftOut, fitting: 0.7 }, held)).toBe('UNKNOWN');
    expect(judgeFit({ ...run, leftOut, fitting: 0.4 }, held)).toBe('UNLIKELY');
  });

  it('says first that nobody is among the targets, then that none of them may start, then that there is no window', () => {
    const unknown = { ...run, p50Seconds: null, p90Seconds: null, fitting: 0 };
    expect(judgeFit(unknown, { targets: 0, starting: 0, holdsToWindow: true })).toBe('NO_TARGETS');
    expect(judgeFit(run, { targets: 3, starting: 0, holdsToWindow: true })).toBe('SKIPPED');
    expect(judgeFit(unknown, { ...held, holdsToWindow: false })).toBe('NO_WINDOW');
    expect(judgeFit(unknown, held)).toBe('UNKNOWN');
  });

  it.each([
    { what: 'ends as the window closes', room: { cutoff: 1, closes: 100 }, verdict: 'FITS' },
    { what: 'ends later', room: { cutoff: 1, closes: 99 }, verdict: 'UNLIKELY' },
    { what: 'would begin at the cut-off', room: { cutoff: 0, closes: 200 }, verdict: 'UNLIKELY' },
  ])('of a run that $what: $verdict', ({ room, verdict }) => {
    expect(judgeFit(forecastRun([wave([instance({ seconds: [100], room })])]), held)).toBe(verdict);
  });

  it('counts waking before the cut-off, and putting back before the end', () => {
    const of = (wake: number, putBack: number) => {
      const sleeper = { wake: [wake], putBack: [putBack] };
      const room = { cutoff: 60, closes: 200 };
      return judgeFit(forecastRun([wave([instance({ seconds: [100], sleeper, room })])]), held);
    };
    expect([of(59, 41), of(60, 1), of(50, 51)]).toEqual(['FITS', 'UNLIKELY', 'UNLIKELY']);
  });

  it('has the check begin and end in the window, its cut-off passed or not', () => {
    const of = (bakeSeconds: number, checkConcurrency: number | null) => {
      const room = { cutoff: 1, closes: 200 };
      const waves = [wave([instance({ seconds: [100], check: [10], room })], { bakeSeconds, checkConcurrency })];
      return judgeFit(forecastRun(waves), held);
    };
    expect([of(90, 1), of(91, 1), of(9_000, null)]).toEqual(['FITS', 'UNLIKELY', 'FITS']);
  });

  it('asks for begin and end of the same execution', () => {
    // Slow first: the second one is late. Slow last: it ends late. Each of the two happens less than once in ten times.
    const slow = [...Array.from({ length: 19 }, () => 10), 100];
    const waves = [
      wave([instance({ seconds: slow }), instance({ seconds: slow, room: { cutoff: 50, closes: 105 } })], {
        concurrency: 1,
      }),
    ];
    const { fitting } = forecastRun(waves);
    expect(fitting).toBeLessThan(0.95);
    expect(fitting).toBeGreaterThan(0.8);
  });
});
