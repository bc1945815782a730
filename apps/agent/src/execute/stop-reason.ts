/**
 * Why running steps are ended; the reason of the abort signal that each of them watches.
 * `stopping`: the agent itself ends, and the step runs again at its next start.
 */
export type StopReason = 'canceled' | 'timed-out' | 'stopping';

export function readStopReason(signal: AbortSignal): StopReason | null {
  return signal.aborted ? (signal.reason as StopReason) : null;
}
