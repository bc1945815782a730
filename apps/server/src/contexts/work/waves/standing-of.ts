import { finalWorkRequestStates } from '@rustine/contract';
import type { HealthCheckStanding, WaveCounts, WaveStanding } from '@rustine/domain';
import { errorLimit } from '../dispatch/limits-of.ts';
import { noInvocations } from '../sql/wave-figures.ts';
import type { WaveRow } from '../sql/work-waves.ts';

/** All waves of a work request and where their invocations stand. */
export interface WaveView {
  readonly waves: readonly WaveRow[];
  readonly counts: ReadonlyMap<number, WaveCounts>;
}

/** A wave as its next step is decided on. */
export function standingOf(view: WaveView, wave: WaveRow): WaveStanding {
  const laterWaits = view.waves.some(({ position }) => position > wave.position && waitsIn(view, position));
  return {
    state: wave.state,
    counts: withEarlier(view.counts.get(wave.position) ?? noInvocations, wave, laterWaits),
    successPercent: wave.successPercent,
    maxErrors: wave.maxErrors === null ? null : errorLimit(wave.maxErrors),
    bakeMinutes: wave.bakeMinutes,
    bakeUntil: wave.bakeUntil,
    healthCheck: healthCheckOf(wave),
    resumed: wave.resumedBy !== null,
    laterWaits,
  };
}

/**
 * In a retry the whole wave proves itself, with those that succeeded before and are not run again. Those that failed and
 * that nobody asked to run again keep later ones from beginning; without such this retry is over as it went.
 */
function withEarlier(counts: WaveCounts, { succeededBefore, failedBefore }: WaveRow, laterWaits: boolean): WaveCounts {
  return {
    ...counts,
    succeeded: counts.succeeded + succeededBefore,
    unsuccessful: counts.unsuccessful + (laterWaits ? failedBefore : 0),
  };
}

/** Whether anything waits for the end of this wave, or for its turn in it. */
export function somethingWaits(view: WaveView, wave: WaveRow): boolean {
  return view.waves.some(({ position }) => position >= wave.position && waitsIn(view, position));
}

function waitsIn({ counts }: WaveView, position: number): boolean {
  return (counts.get(position)?.waiting ?? 0) > 0;
}

function healthCheckOf({ healthCheck, healthCheckWorkRequestId, healthCheckState }: WaveRow): HealthCheckStanding {
  if (healthCheck === null) return 'none';
  if (healthCheckWorkRequestId === null) return 'unasked';
  if (!finalWorkRequestStates.some((state) => state === healthCheckState)) return 'open';
  return healthCheckState === 'SUCCEEDED' ? 'succeeded' : 'failed';
}
