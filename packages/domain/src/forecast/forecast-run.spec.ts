import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecastRun, judgeFit } from './forecast-run.ts';

const known = (...seconds: number[]) => ({ seconds });
const instances = (count: number, ...seconds: number[]) => Array.from({ length: count }, () => known(...seconds));

describe('forecastRun', () => {
  it('knows nothing where nothing ever ran', () => {
    expect(forecastRun([{ instances: instances(3), concurrency: 3, pauseSeconds: 0 }])).toEqual({
      p50Seconds: null,
      p90Seconds: null,
      instances: 3,
      withHistory: 0,
      lastStart: { p50Seconds: null, p90Seconds: null },
    });
  });

  it.each([
    { concurrency: 10, seconds: 60 },
    { concurrency: 5, seconds: 120 },
    { concurrency: 1, seconds: 600 },
    { concurrency: 3, seconds: 240 },
  ])('has ten instances of a minute take $seconds s, $concurrency at a time', ({ concurrency, seconds }) => {
    const { p50Seconds, p90Seconds } = forecastRun([{ instances: instances(10, 60), concurrency, pauseSeconds: 0 }]);
    expect([p50Seconds, p90Seconds]).toEqual([seconds, seconds]);
  });

  it('adds the waves and the pauses between them, but none after the last', () => {
    const wave = { instances: instances(2, 100), concurrency: 2, pauseSeconds: 30 };
    expect(forecastRun([wave, wave])).toMatchObject({
      p50Seconds: 230,
      lastStart: { p50Seconds: 130, p90Seconds: 130 },
    });
  });

  it('takes any earlier duration for an instance that never ran', () => {
    const { p50Seconds, withHistory } = forecastRun([
      { instances: [known(50), known()], concurrency: 1, pauseSeconds: 0 },
    ]);
    expect({ p50Seconds, withHistory }).toEqual({ p50Seconds: 100, withHistory: 1 });
  });

  it('is the same for the same past', () => {
    const waves = [{ instances: instances(40, 10, 20, 400), concurrency: 7, pauseSeconds: 0 }];
    expect(forecastRun(waves)).toEqual(forecastRun(waves));
  });

  it('is never shorter than the longest instance at its fastest, nor longer than all one after another at their slowest', () => {
    const durations = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        fc.array(durations, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 40 }),
        (all, concurrency) => {
          const { p50Seconds, p90Seconds } = forecastRun([
            { instances: all.map((seconds) => ({ seconds })), concurrency, pauseSeconds: 0 },
          ]);
          const least = Math.max(...all.map((seconds) => Math.min(...seconds)));
          const most = all.reduce((sum, seconds) => sum + Math.max(...seconds), 0);
          expect(p50Seconds).toBeGreaterThanOrEqual(least);
          expect(p90Seconds).toBeGreaterThanOrEqual(p50Seconds!);
          expect(p90Seconds).toBeLessThanOrEqual(most);
        },
      ),
    );
  });
});

describe('judgeFit', () => {
  const startsAt = new Date('2026-03-01T22:00:00Z');
  const closesAt = new Date('2026-03-01T23:00:00Z');
  const cutoffAt = new Date('2026-03-01T22:30:00Z');
  const early = { p50Seconds: 0, p90Seconds: 0 };
  it.each([
    [{ p50Seconds: 1800, p90Seconds: 3600 }, early, 'FITS'],
    [{ p50Seconds: 3600, p90Seconds: 3601 }, early, 'AT_RISK'],
    [{ p50Seconds: 3601, p90Seconds: 9000 }, early, 'UNLIKELY'],
    [{ p50Seconds: 1800, p90Seconds: 1900 }, { p50Seconds: 1799, p90Seconds: 1799 }, 'FITS'],
    [{ p50Seconds: 1800, p90Seconds: 1900 }, { p50Seconds: 1799, p90Seconds: 1800 }, 'AT_RISK'],
    [{ p50Seconds: 1801, p90Seconds: 1900 }, { p50Seconds: 1800, p90Seconds: 1890 }, 'UNLIKELY'],
    [{ p50Seconds: null, p90Seconds: null }, { p50Seconds: null, p90Seconds: null }, 'UNKNOWN'],
  ] as const)(
    'says of %o in an hour whose first half lets things start, the last of them after %o: %s',
    (run, lastStart, verdict) => {
      expect(judgeFit({ ...run, lastStart }, { startsAt, cutoffAt, closesAt })).toBe(verdict);
    },
  );

  it('has nothing to fit into without a window', () => {
    expect(judgeFit({ p50Seconds: 1, p90Seconds: 1, lastStart: early }, null)).toBe('NO_WINDOW');
  });
});
