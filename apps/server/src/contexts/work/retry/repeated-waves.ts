import { repeatWaves, type RanWave, type RepeatedWave } from '@rustine/domain';
import type { RetriedInstance } from '../sql/retried.ts';
import type { NewWave } from '../sql/work-waves.ts';

/** The waves of a retry of `runId`, each with its instances of then; those that are passed say why. */
export function repeatedWaves(
  ran: readonly RanWave[],
  again: readonly RetriedInstance[],
  runId: string,
): readonly NewWave[] {
  const targets = again.flatMap(({ id, wave, state }) =>
    wave === null ? [] : [{ id, wave, failed: state === 'FAILED' || state === 'TIMED_OUT' }],
  );
  return repeatWaves(ran, targets).map((wave) => ({ ...wave, reason: reasonOf(wave, runId) }));
}

function reasonOf({ state }: RepeatedWave, runId: string): string {
  switch (state) {
    case 'WAITING':
      return '';
    case 'SUCCEEDED':
      return `It succeeded in ${runId}, and nobody of it is retried.`;
    case 'FAILED':
      return `It failed in ${runId}, where a person had it go on; nobody of it is retried.`;
    default:
      return state satisfies never;
  }
}
