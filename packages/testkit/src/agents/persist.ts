import { setTimeout as sleep } from 'node:timers/promises';
import { RefusedError, UnreachableError } from './wire.ts';

/** Milliseconds between two tries: the first, doubled each time, until the longest. */
export interface Pace {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** As a real agent's. A test whose server comes back soon may be quicker. */
export const agentPace: Pace = { firstMs: 1000, longestMs: 20_000 };

/** A pause before the next try, scattered so that a fleet does not come back in one moment. */
export function pauseMs({ firstMs, longestMs }: Pace, failures: number): number {
  return Math.min(longestMs, firstMs * 2 ** failures) * (0.5 + Math.random() / 2);
}

/** Whether the same request can succeed later without anybody changing it. */
function isPassing(error: unknown): boolean {
  if (error instanceof UnreachableError) return true;
  return error instanceof RefusedError && (error.status >= 500 || [401, 408, 429].includes(error.status));
}

/** Repeats `attempt` while what it throws may pass. @throws what may not, and the signal's reason once it aborts. */
export async function persist<T>(
  attempt: () => Promise<T>,
  { signal, pace }: { readonly signal: AbortSignal; readonly pace: Pace },
): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      const result = await attempt();
      // An answer that comes to a machine that is off is not heard.
      signal.throwIfAborted();
      return result;
    } catch (error) {
      signal.throwIfAborted();
      if (!isPassing(error)) throw error;
      await sleep(pauseMs(pace, failures), undefined, { signal });
    }
  }
}
