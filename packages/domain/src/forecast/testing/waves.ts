import type { ForecastInstance, ForecastWave } from '../play-run.ts';

export const instance = (given: Partial<ForecastInstance> = {}): ForecastInstance => ({
  seconds: [],
  sleeper: null,
  room: null,
  check: [],
  ...given,
});

export const alike = (count: number, given: Partial<ForecastInstance>): ForecastInstance[] =>
  Array.from({ length: count }, () => instance(given));

/** All at once, without bake and check unless given. */
export const wave = (instances: readonly ForecastInstance[], given: Partial<ForecastWave> = {}): ForecastWave => ({
  instances,
  concurrency: instances.length,
  bakeSeconds: 0,
  checkConcurrency: null,
  ...given,
});
