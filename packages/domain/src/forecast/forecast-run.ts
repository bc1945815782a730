import type { ForecastVerdict } from '@rustine/contract';
import { createDice, type Dice } from './dice.ts';

/** Executions that are played through; more would move the two quantiles by less than a fleet's own noise. */
const PLAYS = 200;

/** A fleet larger than this is played through less often, so that a forecast stays a matter of a second. */
const STEPS_MAX = 2_000_000;

export interface ForecastInstance {
  /** Seconds that earlier runs of the same document took on it; empty when it never ran there. */
  readonly seconds: readonly number[];
}

export interface ForecastWave {
  readonly instances: readonly ForecastInstance[];
  /** How many work at the same time. */
  readonly concurrency: number;
  /** What passes after the wave before the next one begins, in seconds. */
  readonly pauseSeconds: number;
}

export interface RunForecast {
  /** Seconds from start to end; null when nothing is known of any instance. */
  readonly p50Seconds: number | null;
  readonly p90Seconds: number | null;
  readonly instances: number;
  readonly withHistory: number;
}

/**
 * Plays an execution through again and again, each instance taking one of its own earlier durations, drawn by lot, and
 * one that never ran taking any of the others'. The lots come from a fixed seed: the same past gives the same forecast.
 */
export function forecastRun(waves: readonly ForecastWave[]): RunForecast {
  const all = waves.flatMap(({ instances }) => instances);
  const pool = all.flatMap(({ seconds }) => seconds);
  const counted = { instances: all.length, withHistory: all.filter(({ seconds }) => seconds.length > 0).length };
  if (pool.length === 0) return { p50Seconds: null, p90Seconds: null, ...counted };
  const dice = createDice(all.length);
  const plays = Math.max(20, Math.min(PLAYS, Math.floor(STEPS_MAX / all.length)));
  const ends = Array.from({ length: plays }, () => playRun(waves, { pool, dice })).toSorted((a, b) => a - b);
  return { p50Seconds: quantile(ends, 0.5), p90Seconds: quantile(ends, 0.9), ...counted };
}

/** Whether a run of this length fits between two instants. */
export function judgeFit(
  { p50Seconds, p90Seconds }: Pick<RunForecast, 'p50Seconds' | 'p90Seconds'>,
  room: { readonly startsAt: Date; readonly closesAt: Date | null },
): ForecastVerdict {
  if (room.closesAt === null) return 'NO_WINDOW';
  if (p50Seconds === null || p90Seconds === null) return 'UNKNOWN';
  const seconds = (room.closesAt.getTime() - room.startsAt.getTime()) / 1000;
  if (p90Seconds <= seconds) return 'FITS';
  return p50Seconds <= seconds ? 'AT_RISK' : 'UNLIKELY';
}

interface Lots {
  readonly pool: readonly number[];
  readonly dice: Dice;
}

function playRun(waves: readonly ForecastWave[], lots: Lots): number {
  return waves.reduce((seconds, wave, index) => {
    const pause = index === waves.length - 1 ? 0 : wave.pauseSeconds;
    return seconds + playWave(wave, lots) + pause;
  }, 0);
}

/** Each place takes the next instance when it is free: the wave lasts until the last place is. */
function playWave({ instances, concurrency }: ForecastWave, { pool, dice }: Lots): number {
  const places = new Float64Array(Math.max(1, Math.min(concurrency, instances.length)));
  let end = 0;
  for (const { seconds } of instances) {
    const draw = seconds.length > 0 ? seconds : pool;
    const until = places[0]! + draw[dice(draw.length)]!;
    end = Math.max(end, until);
    sink(places, until);
  }
  return end;
}

/** Gives the first place of a heap a later time and restores the heap's order: no place is free before the first. */
function sink(places: Float64Array, until: number): void {
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    if (left >= places.length) break;
    const child = left + 1 < places.length && places[left + 1]! < places[left]! ? left + 1 : left;
    if (places[child]! >= until) break;
    places[at] = places[child]!;
    at = child;
  }
  places[at] = until;
}

/** The smallest value that this part of the sorted values does not exceed. */
function quantile(sorted: readonly number[], part: number): number {
  return Math.ceil(sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)]!);
}
