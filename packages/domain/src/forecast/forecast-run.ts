import type { ForecastGap } from '@rustine/contract';
import { createDice } from './dice.ts';
import { passesOf, playRun, type ForecastWave } from './play-run.ts';

/** Executions that are played through; more would move the two quantiles by less than a fleet's own noise. */
const PLAYS = 200;

/** A fleet larger than this is played through less often, so that a forecast stays a matter of a second. */
const STEPS_MAX = 2_000_000;

export interface RunForecast {
  /** Seconds from start to end; null when nothing is known of any instance. */
  readonly p50Seconds: number | null;
  readonly p90Seconds: number | null;
  /** The part of the played executions, from 0 to 1, in which each instance kept to its window. */
  readonly fitting: number;
  /** What the seconds do not count, because nothing is known of it for some instance. */
  readonly leftOut: readonly ForecastGap[];
}

/**
 * Plays an execution through again and again, each instance taking one of its own earlier durations, drawn by lot, and
 * one that never ran taking any of the others'. The lots come from a fixed seed: the same past gives the same forecast.
 */
export function forecastRun(waves: readonly ForecastWave[]): RunForecast {
  const all = waves.flatMap(({ instances }) => instances);
  const pool = all.flatMap(({ seconds }) => seconds);
  const leftOut = gapsOf(waves);
  if (pool.length === 0) return { p50Seconds: null, p90Seconds: null, fitting: 0, leftOut };
  const dice = createDice(all.length);
  const passes = passesOf(waves, pool);
  const steps = passes.reduce((sum, { stays }) => sum + stays.length, 0);
  const plays = Math.max(20, Math.min(PLAYS, Math.floor(STEPS_MAX / steps)));
  const played = Array.from({ length: plays }, () => playRun(passes, dice));
  const ends = played.map(({ end }) => end).toSorted((a, b) => a - b);
  const fitting = played.filter(({ fits }) => fits).length / plays;
  return { p50Seconds: quantile(ends, 0.5), p90Seconds: quantile(ends, 0.9), fitting, leftOut };
}

function gapsOf(waves: readonly ForecastWave[]): ForecastGap[] {
  const all = waves.flatMap(({ instances }) => instances);
  const checked = waves.filter(({ checkConcurrency }) => checkConcurrency !== null);
  const gaps: readonly [ForecastGap, boolean][] = [
    ['HEALTH_CHECKS', checked.some(({ instances }) => instances.some(({ check }) => check.length === 0))],
    ['WAKING', all.some(({ sleeper }) => sleeper?.wake.length === 0)],
    ['PUTTING_BACK', all.some(({ sleeper }) => sleeper?.putBack?.length === 0)],
  ];
  return gaps.filter(([, isOpen]) => isOpen).map(([gap]) => gap);
}

/** The smallest value that this part of the sorted values does not exceed. */
function quantile(sorted: readonly number[], part: number): number {
  return Math.ceil(sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)]!);
}
