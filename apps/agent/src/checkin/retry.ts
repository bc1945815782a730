import { setTimeout as sleep } from 'node:timers/promises';
import pRetry from 'p-retry';
import type { Log } from '../log.ts';
import { ServerRefusedError, ServerUnreachableError } from './call-server.ts';
import type { Reachability } from './reachability.ts';

export interface RetryPace {
  readonly firstMs: number;
  readonly longestMs: number;
}

export const defaultPace: RetryPace = { firstMs: 1000, longestMs: 60_000 };

/**
 * The link is tried more often, because all else waits for it: 10,000 agents that lost one server knock 500 to 1,000
 * times a second in all, and are back within 20 seconds of it.
 */
export const linkPace: RetryPace = { firstMs: 1000, longestMs: 20_000 };

/** When the server is back, what waited goes on within this many milliseconds: soon, but not a whole fleet at once. */
const RETURN_SCATTER_MS = 2000;

export interface RetryContext {
  readonly signal: AbortSignal;
  readonly pace: RetryPace;
  readonly log: Log;
  readonly reachability: Reachability;
}

/** Whether waiting may help. What is no answer of a server at all is a fault of ours, and is not hidden by repeating it. */
export function isPassing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return true;
  return error instanceof ServerUnreachableError || (error instanceof ServerRefusedError && error.passing);
}

/**
 * Repeats `attempt` while what it throws may pass, for ever or until the signal aborts. The pauses grow and are
 * scattered; one ends early when the server comes back after it was away.
 */
export async function retryPassing<T>(
  attempt: () => Promise<T>,
  { signal, pace, log, reachability, doing }: RetryContext & { readonly doing: string },
): Promise<T> {
  let failures = 0;
  let returns = 0;
  return await pRetry(
    async () => {
      returns = reachability.returns();
      return await attempt();
    },
    {
      retries: Number.POSITIVE_INFINITY,
      // The pauses are made below, because these could not be cut short.
      minTimeout: 0,
      signal,
      shouldRetry: ({ error }) => !signal.aborted && isPassing(error),
      onFailedAttempt: async ({ error, attemptNumber }) => {
        if (signal.aborted || !isPassing(error)) return;
        const pauseMs = Math.min(pace.longestMs, pace.firstMs * 2 ** failures) * (0.5 + Math.random() / 2);
        failures += 1;
        log.warn({ attempt: attemptNumber, retryInMs: Math.round(pauseMs) }, `${doing}: ${error.message}`);
        const isBack = await pause(pauseMs, { returns, reachability, signal });
        if (isBack) failures = 0;
      },
    },
  );
}

/** Answers, after the pause, whether the server's return ended it early. */
async function pause(
  pauseMs: number,
  { returns, reachability, signal }: { returns: number; reachability: Reachability; signal: AbortSignal },
): Promise<boolean> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  try {
    const waits = [
      sleep(pauseMs, false, { signal: either }),
      reachability.whenBack(returns, either).then(async () => {
        await sleep(Math.min(pauseMs, RETURN_SCATTER_MS * Math.random()), undefined, { signal: either });
        return true;
      }),
    ];
    // The loser is ended below, and nobody asks what became of it.
    for (const wait of waits) wait.catch(() => undefined);
    return await Promise.race(waits);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    over.abort();
  }
}
