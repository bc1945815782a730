/** How a supervised process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Milliseconds that it ran. */
  readonly ranMs: number;
  /** It had been of service at some time, in this or an earlier life. */
  readonly wasReady: boolean;
  /** It ended because another process still holds what it needs, which passes. */
  readonly wasBusy: boolean;
  /** Endings before this one without a steady run between them. */
  readonly crashes: number;
}

export type RestartDecision =
  | { kind: 'restart'; delayMs: number; crashes: number }
  | { kind: 'give-up'; reason: string };

export const restartRules = { firstDelayMs: 250, maxDelayMs: 15_000, steadyMs: 60_000, crashesMax: 8 } as const;

/**
 * Whether an ended process is started again, and when: twice as late each time, from the beginning after a steady minute.
 * One that ends by itself before it ever was of service has told why in its log; to start it again would only repeat that.
 */
export function decideRestart(ending: Ending): RestartDecision {
  const how = ending.signal === null ? `ended with exit code ${ending.code}` : `was killed (${ending.signal})`;
  if (!ending.wasReady && !ending.wasBusy && ending.signal === null) return { kind: 'give-up', reason: how };
  const crashes = ending.ranMs >= restartRules.steadyMs ? 1 : ending.crashes + 1;
  if (crashes > restartRules.crashesMax) return { kind: 'give-up', reason: `${how}, ${crashes} times in a row` };
  return {
    kind: 'restart',
    delayMs: Math.min(restartRules.firstDelayMs * 2 ** (crashes - 1), restartRules.maxDelayMs),
    crashes,
  };
}
