import pRetry from 'p-retry';
import type { Log } from '../log.ts';
import { ServerRefusedError, ServerUnreachableError } from './call-server.ts';

export interface RetryPace {
  readonly firstMs: number;
  readonly longestMs: number;
}

export const defaultPace: RetryPace = { firstMs: 1000, longestMs: 60_000 };

/** Whether waiting may help. What is no answer of a server at all is a fault of ours, and is not hidden by repeating it. */
export function isPassing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return true;
  return error instanceof ServerUnreachableError || (error instanceof ServerRefusedError && error.passing);
}

/** Repeats `attempt` with growing, scattered pauses while what it throws may pass, for ever or until the signal aborts. */
export async function retryPassing<T>(
  attempt: () => Promise<T>,
  { signal, pace, log, doing }: { signal: AbortSignal; pace: RetryPace; log: Log; doing: string },
): Promise<T> {
  return await pRetry(attempt, {
    retries: Number.POSITIVE_INFINITY,
    factor: 2,
    minTimeout: pace.firstMs,
    maxTimeout: pace.longestMs,
    randomize: true,
    signal,
    shouldRetry: ({ error }) => !signal.aborted && isPassing(error),
    onFailedAttempt: ({ error, attemptNumber, retryDelay }) => {
      if (!signal.aborted)
        log.warn({ attempt: attemptNumber, retryInMs: Math.round(retryDelay) }, `${doing}: ${error.message}`);
    },
  });
}
