/**
 * Why running steps are ended; the reason of the abort signal that each of them watches.
 * `window-closed`: the invocation was to be canceled then. `stopping`: the agent itself ends, and the step runs again at its next start.
 */
export type StopReason = 'canceled' | 'window-closed' | 'timed-out' | 'stopping';

export function readStopReason(signal: AbortSignal): StopReason | null {
  return signal.aborted ? (signal.reason as StopReason) : null;
}
