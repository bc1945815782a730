import { describe, expect, it } from 'vitest';
import { forecastRun } from './forecast-run.ts';
import { alike, instance, wave } from './testing/waves.ts';

const untilEnd = (waves: Parameters<typeof forecastRun>[0]) => {
  const { p50Seconds, p90Seconds } = forecastRun(waves);
  return [p50Seconds, p90Seconds];
};

describe('forecastRun', () => {
  it('knows nothing where nothing ever ran, whatever is known of checks and of power', () => {
    const sleeper = { wake: [50], putBack: [20] };
    const waves = [wave(alike(3, { seconds: [], sleeper, check: [9] }), { checkConcurrency: 3 })];
    expect(forecastRun(waves)).toEqual({ p50Seconds: null, p90Seconds: null, fitting: 0, leftOut: [] });
  });

  it.each([
    { concurrency: 10, seconds: 60 },
    { concurrency: 5, seconds: 120 },
    { concurrency: 1, seconds: 600 },
    { concurrency: 3, seconds: 240 },
  ])('has ten instances of a minute take $seconds s, $concurrency at a time', ({ concurrency, seconds }) => {
    expect(untilEnd([wave(alike(10, { seconds: [60] }), { concurrency })])).toEqual([seconds, seconds]);
  });

  it('adds the waves and what each of them bakes, the last one too', () => {
    const one = wave(alike(2, { seconds: [100] }), { bakeSeconds: 30 });
    expect(untilEnd([one, one])).toEqual([260, 260]);
  });

  it('takes any earlier duration for an instance that never ran', () => {
    expect(untilEnd([wave([instance({ seconds: [50] }), instance()], { concurrency: 1 })])).toEqual([100, 100]);
  });

  it('is the same for the same past', () => {
    const waves = [wave(alike(40, { seconds: [10, 20, 400] }), { concurrency: 7 })];
    expect(forecastRun(waves)).toEqual(forecastRun(waves));
  });

  it('tells the times in ten, and not the times at which single instances are slow', () => {
    // Each of ten is slow once in twenty times: two executions of five wait for a slow one.
    const { p50Seconds, p90Seconds } = forecastRun([
      wave(alike(10, { seconds: [...Array.from({ length: 19 }, () => 10), 500] }), { concurrency: 10 }),
    ]);
    expect([p50Seconds, p90Seconds]).toEqual([10, 500]);
  });

  it('checks each wave after its bake, so many at a time', () => {
    const waves = [wave(alike(4, { seconds: [100], check: [7] }), { bakeSeconds: 30, checkConcurrency: 2 })];
    expect(untilEnd(waves)).toEqual([144, 144]);
  });

  it('has an instance that is off take its place until it is off again, also for the check', () => {
    const sleeper = { wake: [50], putBack: [20] };
    const waves = (checkConcurrency: number | null) => [
      wave(alike(2, { seconds: [100], check: [7], sleeper }), { concurrency: 1, checkConcurrency }),
    ];
    expect(untilEnd(waves(null))).toEqual([340, 340]);
    expect(untilEnd(waves(2))).toEqual([417, 417]);
  });

  it('wakes what is left on once', () => {
    const sleeper = { wake: [50], putBack: null };
    expect(untilEnd([wave([instance({ seconds: [100], check: [7], sleeper })], { checkConcurrency: 1 })])).toEqual([
      157, 157,
    ]);
  });

  it.each([
    { of: { check: [] }, checkConcurrency: 1, leftOut: ['HEALTH_CHECKS'] },
    { of: { check: [] }, checkConcurrency: null, leftOut: [] },
    { of: { sleeper: { wake: [], putBack: [3] } }, checkConcurrency: null, leftOut: ['WAKING'] },
    { of: { sleeper: { wake: [3], putBack: [] } }, checkConcurrency: null, leftOut: ['PUTTING_BACK'] },
    { of: { sleeper: { wake: [3], putBack: null } }, checkConcurrency: null, leftOut: [] },
  ])('leaves out what the past of $of does not tell, and says so', ({ of, checkConcurrency, leftOut }) => {
    expect(forecastRun([wave([instance({ seconds: [100], ...of })], { checkConcurrency })]).leftOut).toEqual(leftOut);
  });
});
