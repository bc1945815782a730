import type { Dice } from './dice.ts';

/** Seconds that something took earlier; empty when nothing is known of it. */
export type Past = readonly number[];

/** An instance that is off: it is started first, which takes a place already. */
export interface Sleeper {
  /** From its turn to its first step. */
  readonly wake: Past;
  /** Null for one that is left on. */
  readonly putBack: Past | null;
}

/** The window of an instance, in seconds from the start of the run. */
export interface Room {
  /** Nothing starts from then on. */
  readonly cutoff: number;
  readonly closes: number;
}

export interface ForecastInstance {
  /** Of earlier runs of the same document on it, from the first step to the end; empty when it never ran there. */
  readonly seconds: Past;
  readonly sleeper: Sleeper | null;
  /** Null for one that holds to no window. */
  readonly room: Room | null;
  /** Of the document that checks its wave; empty also where no check follows. */
  readonly check: Past;
}

export interface ForecastWave {
  readonly instances: readonly ForecastInstance[];
  /** How many work at the same time. */
  readonly concurrency: number;
  readonly bakeSeconds: number;
  /** How many are checked at the same time after the bake; null when none is. */
  readonly checkConcurrency: number | null;
}

/** Seconds from the start to the end of a run, and whether each instance kept to its window. */
export interface Played {
  readonly end: number;
  readonly fits: boolean;
}

/** What one instance does in its place. */
interface Stay {
  readonly wake: Past;
  readonly work: Past;
  readonly putBack: Past;
  /** The last moment to begin, exclusive, and to end. */
  readonly begin: number;
  readonly end: number;
}

/** Instances that have their turns one after another, so many at a time, and what passes afterwards. */
export interface Pass {
  readonly stays: readonly Stay[];
  readonly concurrency: number;
  readonly pauseSeconds: number;
}

/** What a run consists of. Who has no past of the document takes any of the pool. */
export function passesOf(waves: readonly ForecastWave[], pool: Past): Pass[] {
  return waves.flatMap(({ instances, concurrency, bakeSeconds, checkConcurrency }) => {
    const stays = instances.map((instance) => runOf(instance, pool));
    const run = { stays, concurrency, pauseSeconds: bakeSeconds };
    if (checkConcurrency === null) return [run];
    return [run, { stays: instances.map(checkOf), concurrency: checkConcurrency, pauseSeconds: 0 }];
  });
}

/** Plays a run through once, each part drawn by lot from its past. What nothing is known of takes no time. */
export function playRun(passes: readonly Pass[], dice: Dice): Played {
  let [end, fits] = [0, true];
  for (const pass of passes) {
    const played = playPass(pass, { from: end, dice });
    end = played.end + pass.pauseSeconds;
    fits &&= played.fits;
  }
  return { end, fits };
}

const NONE: Past = [];

function runOf({ seconds, sleeper, room }: ForecastInstance, pool: Past): Stay {
  return {
    wake: sleeper?.wake ?? NONE,
    work: seconds.length > 0 ? seconds : pool,
    putBack: sleeper?.putBack ?? NONE,
    begin: room?.cutoff ?? Infinity,
    end: room?.closes ?? Infinity,
  };
}

/** It may begin until the window closes, and wakes what was put back after the run. */
function checkOf({ check, sleeper, room }: ForecastInstance): Stay {
  const isOff = sleeper !== null && sleeper.putBack !== null;
  return {
    wake: isOff ? sleeper.wake : NONE,
    work: check,
    putBack: sleeper?.putBack ?? NONE,
    begin: room?.closes ?? Infinity,
    end: room?.closes ?? Infinity,
  };
}

/** Each place takes the next instance when it is free: all is over when the last place is. */
function playPass(
  { stays, concurrency }: Pass,
  { from, dice }: { readonly from: number; readonly dice: Dice },
): Played {
  const places = new Float64Array(Math.max(1, Math.min(concurrency, stays.length))).fill(from);
  const draw = (past: Past) => (past.length === 0 ? 0 : past[dice(past.length)]!);
  let [last, fits] = [from, true];
  for (const { wake, work, putBack, begin, end } of stays) {
    // No place is free before the first of the heap.
    const begins = places[0]! + draw(wake);
    const ends = begins + draw(work) + draw(putBack);
    fits &&= begins < begin && ends <= end;
    last = Math.max(last, ends);
    sink(places, ends);
  }
  return { end: last, fits };
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
