import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecastRun } from './forecast-run.ts';
import { judgeFit } from './judge-fit.ts';
import type { ForecastInstance, ForecastWave } from './play-run.ts';

const seconds = fc.integer({ min: 0, max: 5000 });

/** `past` makes what is known of one duration. */
function instances(past: fc.Arbitrary<number[]>): fc.Arbitrary<ForecastInstance> {
  return fc.record({
    seconds: past,
    check: past,
    sleeper: fc.option(fc.record({ wake: past, putBack: fc.option(past) })),
    room: fc.option(
      fc
        .tuple(fc.integer({ min: 1, max: 40_000 }), fc.integer({ min: 0, max: 40_000 }))
        .map(([cutoff, more]) => ({ cutoff, closes: cutoff + more })),
    ),
  });
}

function plans(past: fc.Arbitrary<number[]>): fc.Arbitrary<ForecastWave[]> {
  return fc.array(
    fc.record({
      instances: fc.array(instances(past), { minLength: 1, maxLength: 12 }),
      concurrency: fc.integer({ min: 1, max: 15 }),
      bakeSeconds: seconds,
      checkConcurrency: fc.option(fc.integer({ min: 1, max: 15 })),
    }),
    { minLength: 1, maxLength: 4 },
  );
}

const exact = plans(seconds.map((each) => [each]));
const varied = plans(fc.array(seconds, { minLength: 1, maxLength: 5 }));
const patchy = plans(fc.array(seconds, { maxLength: 3 }));
const runs = { numRuns: 200 };

/** The same run on a clock of whole seconds, minded instance by instance. */
function watch(waves: readonly ForecastWave[]): { end: number; fits: boolean } {
  let now = 0;
  let fits = true;
  const pass = (line: { wake: number; work: number; back: number; begin: number; end: number }[], limit: number) => {
    const busy: number[] = [];
    let last = now;
    for (const { wake, work, back, begin, end } of line) {
      while (busy.filter((until) => until > now).length >= limit)
        now = Math.min(...busy.filter((until) => until > now));
      const ends = now + wake + work + back;
      if (now + wake >= begin || ends > end) fits = false;
      busy.push(ends);
      last = Math.max(last, ends);
    }
    now = last;
  };
  for (const { instances: each, concurrency, bakeSeconds, checkConcurrency } of waves) {
    pass(
      each.map(({ seconds: [work], sleeper, room }) => ({
        wake: sleeper?.wake[0] ?? 0,
        work: work!,
        back: sleeper?.putBack?.[0] ?? 0,
        begin: room?.cutoff ?? Infinity,
        end: room?.closes ?? Infinity,
      })),
      concurrency,
    );
    now += bakeSeconds;
    if (checkConcurrency === null) continue;
    pass(
      each.map(({ check: [work], sleeper, room }) => ({
        wake: sleeper?.putBack ? sleeper.wake[0]! : 0,
        work: work!,
        back: sleeper?.putBack?.[0] ?? 0,
        begin: room?.closes ?? Infinity,
        end: room?.closes ?? Infinity,
      })),
      checkConcurrency,
    );
  }
  return { end: now, fits };
}

const held = { targets: 1, starting: 1, holdsToWindow: true };
const ranks = ['UNLIKELY', 'AT_RISK', 'FITS'];

describe('a forecast', () => {
  it('is what really happens when everything takes what it always took', () => {
    fc.assert(
      fc.property(exact, (waves) => {
        const forecast = forecastRun(waves);
        const { end, fits } = watch(waves);
        expect(forecast).toEqual({ p50Seconds: end, p90Seconds: end, fitting: fits ? 1 : 0, leftOut: [] });
        expect(judgeFit(forecast, held)).toBe(fits ? 'FITS' : 'UNLIKELY');
      }),
      runs,
    );
  });

  it('lies between everything at its fastest and everything at its slowest, and half of the times below nine of ten', () => {
    const all = (waves: readonly ForecastWave[], pick: (...values: number[]) => number) =>
      watch(
        waves.map((wave) => ({
          ...wave,
          instances: wave.instances.map(({ seconds: run, check, sleeper, ...rest }) => ({
            ...rest,
            seconds: [pick(...run)],
            check: [pick(...check)],
            sleeper: sleeper && {
              wake: [pick(...sleeper.wake)],
              putBack: sleeper.putBack && [pick(...sleeper.putBack)],
            },
          })),
        })),
      );
    fc.assert(
      fc.property(varied, (waves) => {
        const { p50Seconds, p90Seconds, fitting } = forecastRun(waves);
        const [fastest, slowest] = [all(waves, Math.min), all(waves, Math.max)];
        expect(p50Seconds).toBeGreaterThanOrEqual(fastest.end);
        expect(p90Seconds).toBeGreaterThanOrEqual(p50Seconds!);
        expect(p90Seconds).toBeLessThanOrEqual(slowest.end);
        expect(fitting).toBeGreaterThanOrEqual(slowest.fits ? 1 : 0);
        expect(fitting).toBeLessThanOrEqual(fastest.fits ? 1 : 0);
      }),
      runs,
    );
  });

  it('is no worse in windows that are open for longer, and takes no other time in them', () => {
    const longer = fc.integer({ min: 0, max: 20_000 });
    fc.assert(
      fc.property(varied, longer, longer, (waves, more, later) => {
        const widened = waves.map((wave) => ({
          ...wave,
          instances: wave.instances.map(({ room, ...rest }) => ({
            ...rest,
            room: room && { cutoff: room.cutoff + more, closes: room.closes + more + later },
          })),
        }));
        const [narrow, wide] = [forecastRun(waves), forecastRun(widened)];
        expect([wide.p50Seconds, wide.p90Seconds]).toEqual([narrow.p50Seconds, narrow.p90Seconds]);
        expect(ranks.indexOf(judgeFit(wide, held))).toBeGreaterThanOrEqual(ranks.indexOf(judgeFit(narrow, held)));
      }),
      runs,
    );
  });

  it('says that it fits only where something is known of each part of each instance', () => {
    fc.assert(
      fc.property(patchy, (waves) => {
        const forecast = forecastRun(waves);
        const isKnown = waves.every(({ instances: each, checkConcurrency }) =>
          each.every(
            ({ check, sleeper }) =>
              (checkConcurrency === null || check.length > 0) &&
              (sleeper === null || (sleeper.wake.length > 0 && sleeper.putBack?.length !== 0)),
          ),
        );
        expect(forecast.leftOut.length === 0).toBe(isKnown);
        const promises = ['FITS', 'AT_RISK'].includes(judgeFit(forecast, held));
        expect(promises && !isKnown).toBe(false);
      }),
      runs,
    );
  });
});
