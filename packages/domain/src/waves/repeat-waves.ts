import type { WaveState } from '@rustine/contract';
import type { AssignedWave } from './assign-waves.ts';

/** A wave of a run that ended or is halted. */
export interface RanWave extends Omit<AssignedWave, 'targetIds'> {
  readonly state: WaveState;
  /** A person had the run go on although it failed. */
  readonly resumed: boolean;
  /** Of its instances: how many succeeded, in this run or in those that it repeats. */
  readonly succeeded: number;
  /** Of its instances: how many failed or were not heard of in time, there too. */
  readonly failed: number;
}

export interface RetriedTarget {
  readonly id: string;
  /** The position of its wave. */
  readonly wave: number;
  /** It is one of the `failed` of its wave. */
  readonly failed: boolean;
}

export interface RepeatedWave extends AssignedWave {
  /** WAITING for its turn; as it was, and passed, when nobody of it is retried and it bars nothing. */
  readonly state: Extract<WaveState, 'WAITING' | 'SUCCEEDED' | 'FAILED'>;
  /** Of its instances that are not retried: how many succeeded, and how many failed or were not heard of. */
  readonly succeededBefore: number;
  readonly failedBefore: number;
}

/**
 * The waves of a retry: those of the run that it repeats, in their places, each with the targets that it had. What is not
 * retried counts as it ended, so that a wave still proves itself by its percent of all its instances.
 *
 * A wave of which nobody is retried is passed when it succeeded, or when a person had the run go on after it. Any other
 * one has yet to prove itself, by its bake and its health check for instance, before a later one begins.
 */
export function repeatWaves(waves: readonly RanWave[], targets: readonly RetriedTarget[]): RepeatedWave[] {
  const byWave = Map.groupBy(targets, ({ wave }) => wave);
  return waves.map(({ state, resumed, succeeded, failed, ...wave }, position) => {
    const own = byWave.get(position) ?? [];
    return {
      ...wave,
      targetIds: own.map(({ id }) => id),
      state: own.length === 0 ? stateOfIdle(state, resumed) : 'WAITING',
      succeededBefore: succeeded,
      failedBefore: failed - own.filter((target) => target.failed).length,
    };
  });
}

function stateOfIdle(state: WaveState, resumed: boolean): RepeatedWave['state'] {
  if (state === 'SUCCEEDED') return 'SUCCEEDED';
  return state === 'FAILED' && resumed ? 'FAILED' : 'WAITING';
}
