import type { WaveState } from '@rustine/contract';
import { errorsBorneOf, type RateLimit } from '../rate/index.ts';

/** How many of a wave's invocations stand where; the sum of all but `errors` is its size. */
export interface WaveCounts {
  /** Their turn has not come. */
  readonly waiting: number;
  readonly underWay: number;
  readonly succeeded: number;
  readonly skipped: number;
  /** Ended, neither well nor skipped. */
  readonly unsuccessful: number;
  /** Of the unsuccessful: those that count as errors (see `countsAsError`). */
  readonly errors: number;
}

/** `none`: the wave has no health check. `unasked`: it was not started yet. */
export type HealthCheckStanding = 'none' | 'unasked' | 'open' | 'succeeded' | 'failed';

export interface WaveStanding {
  readonly state: WaveState;
  readonly counts: WaveCounts;
  readonly successPercent: number;
  /** Null: it bears as many as the success percent leaves. */
  readonly maxErrors: RateLimit | null;
  readonly bakeMinutes: number;
  readonly bakeUntil: Date | null;
  readonly healthCheck: HealthCheckStanding;
  /** A person had it go on although it failed: nothing of it stops it again. */
  readonly resumed: boolean;
  /** Something of a later wave waits for this one. */
  readonly laterWaits: boolean;
}

/** What is next for a wave whose turn it is. */
export type WaveStep =
  | { readonly kind: 'start' }
  /** Give what waits its turn, as the limits allow. */
  | { readonly kind: 'work' }
  /** Time, those under way or the health check come first. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'bake' | 'check' | 'succeed' }
  | { readonly kind: 'fail' | 'skip'; readonly reason: string };

/**
 * Decides on the wave whose turn it is. Skipped instances count neither as success nor as error, but a wave of which all
 * were skipped proved nothing, so it fails when others wait for its proof.
 */
export function decideWave(wave: WaveStanding, at: Date): WaveStep {
  switch (wave.state) {
    case 'WAITING':
      return wave.counts.waiting + wave.counts.underWay > 0 ? { kind: 'start' } : judgeEnd(wave);
    case 'RUNNING':
      return decideRunning(wave);
    case 'BAKING':
      return wave.bakeUntil !== null && wave.bakeUntil > at ? { kind: 'wait' } : afterBake(wave);
    case 'CHECKING':
      return decideChecking(wave.healthCheck);
    case 'SUCCEEDED':
    case 'FAILED':
    case 'SKIPPED':
      return { kind: 'wait' };
    default:
      return wave.state satisfies never;
  }
}

function decideRunning(wave: WaveStanding): WaveStep {
  const { waiting, underWay, errors } = wave.counts;
  if (waiting + underWay === 0) return judgeEnd(wave);
  const borne = wave.resumed ? Number.POSITIVE_INFINITY : errorsBorne(wave);
  if (waiting === 0 || errors <= borne) return { kind: 'work' };
  if (underWay > 0) return { kind: 'wait' };
  const left = `${waiting} of its instances ${waiting === 1 ? 'was' : 'were'} not begun`;
  return { kind: 'fail', reason: `Too many errors: ${errors} failed, ${borne} allowed; ${left}.` };
}

/** Rounded down, of those that were not skipped. */
function errorsBorne({ counts, maxErrors, successPercent }: WaveStanding): number {
  const size = counts.waiting + counts.underWay + counts.succeeded + counts.unsuccessful;
  return errorsBorneOf(maxErrors ?? { kind: 'percent', percent: 100 - successPercent }, size);
}

function judgeEnd(wave: WaveStanding): WaveStep {
  const { succeeded, unsuccessful } = wave.counts;
  const ran = succeeded + unsuccessful;
  if (ran === 0) return judgeIdle(wave);
  if (succeeded * 100 >= wave.successPercent * ran && !wave.resumed) {
    return wave.bakeMinutes > 0 ? { kind: 'bake' } : afterBake(wave);
  }
  const reason = `${succeeded} of ${ran} succeeded, and it needs ${wave.successPercent} %.`;
  return { kind: 'fail', reason };
}

function judgeIdle({ counts, laterWaits, resumed }: WaveStanding): WaveStep {
  if (counts.skipped === 0) return { kind: 'skip', reason: 'No instance was left for it.' };
  const reason = 'All of its instances were skipped';
  return laterWaits && !resumed
    ? { kind: 'fail', reason: `${reason}, so it proved nothing for the later ones.` }
    : { kind: 'skip', reason: `${reason}.` };
}

function afterBake({ healthCheck }: WaveStanding): WaveStep {
  return { kind: healthCheck === 'none' ? 'succeed' : 'check' };
}

function decideChecking(healthCheck: HealthCheckStanding): WaveStep {
  switch (healthCheck) {
    case 'unasked':
      return { kind: 'check' };
    case 'open':
      return { kind: 'wait' };
    case 'none':
    case 'succeeded':
      return { kind: 'succeed' };
    case 'failed':
      return { kind: 'fail', reason: 'Its health check did not succeed.' };
    default:
      return healthCheck satisfies never;
  }
}
