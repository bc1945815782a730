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

/** Besides it, seconds from the start of the run to that of its last instance. */
export interface PlayedRun extends RunForecast {
  readonly lastStart: { readonly p50Seconds: number | null; readonly p90Seconds: number | null };
}

/**
 * Plays an execution through again and again, each instance taking one of its own earlier durations, drawn by lot, and
 * one that never ran taking any of the others'. The lots come from a fixed seed: the same past gives the same forecast.
 */
export function forecastRun(waves: readonly ForecastWave[]): PlayedRun {
  const all = waves.flatMap(({ instances }) => instances);
  const pool = all.flatMap(({ seconds }) => seconds);
  const counted = { instances: all.length, withHistory: all.filter(({ seconds }) => seconds.length > 0).length };
  const nothing = { p50Seconds: null, p90Seconds: null };
  if (pool.length === 0) return { ...nothing, ...counted, lastStart: nothing };
  const dice = createDice(all.length);
  const plays = Math.max(20, Math.min(PLAYS, Math.floor(STEPS_MAX / all.length)));
  const played = Array.from({ length: plays }, () => playRun(waves, { pool, dice }));
  const lastStart = quantilesOf(played.map((each) => each.lastStart));
  return { ...quantilesOf(played.map(({ end }) => end)), ...counted, lastStart };
}

function quantilesOf(seconds: readonly number[]): { readonly p50Seconds: number; readonly p90Seconds: number } {
  const sorted = seconds.toSorted((a, b) => a - b);
  return { p50Seconds: quantile(sorted, 0.5), p90Seconds: quantile(sorted, 0.9) };
}

/** The window that an execution has to fit. */
export interface Room {
  readonly startsAt: Date;
  /** Nothing starts from then on. */
  readonly cutoffAt: Date;
  readonly closesAt: Date;
}

/** Whether such a run has begun everything before the cut-off, and ended before the window closes. */
export function judgeFit(
  { lastStart, ...end }: Pick<PlayedRun, 'p50Seconds' | 'p90Seconds' | 'lastStart'>,
  room: Room | null,
): ForecastVerdict {
  if (room === null) return 'NO_WINDOW';
  if (end.p50Seconds === null || end.p90Seconds === null) return 'UNKNOWN';
  const until = (at: Date) => (at.getTime() - room.startsAt.getTime()) / 1000;
  const fits = (part: 'p50Seconds' | 'p90Seconds') =>
    (end[part] ?? 0) <= until(room.closesAt) && (lastStart[part] ?? 0) < until(room.cutoffAt);
  if (fits('p90Seconds')) return 'FITS';
  return fits('p50Seconds') ? 'AT_RISK' : 'UNLIKELY';
}

interface Lots {
  readonly pool: readonly number[];
  readonly dice: Dice;
}

/** Seconds from the start of a run, or of a wave. */
interface Played {
  readonly end: number;
  readonly lastStart: number;
}

function playRun(waves: readonly ForecastWave[], lots: Lots): Played {
  let [end, lastStart] = [0, 0];
  for (const [index, wave] of waves.entries()) {
    const played = playWave(wave, lots);
    lastStart = end + played.lastStart;
    end += played.end + (index === waves.length - 1 ? 0 : wave.pauseSeconds);
  }
  return { end, lastStart };
}

/** Each place takes the next instance when it is free: the wave lasts until the last place is. */
function playWave({ instances, concurrency }: ForecastWave, { pool, dice }: Lots): Played {
  const places = new Float64Array(Math.max(1, Math.min(concurrency, instances.length)));
  let [end, lastStart] = [0, 0];
  for (const { seconds } of instances) {
    const draw = seconds.length > 0 ? seconds : pool;
    // No place is free before the first of the heap, so they are taken in order of time.
    lastStart = places[0]!;
    const until = lastStart + draw[dice(draw.length)]!;
    end = Math.max(end, until);
    sink(places, until);
  }
  return { end, lastStart };
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
