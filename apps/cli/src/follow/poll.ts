import { setTimeout as sleep } from 'node:timers/promises';
import { RustineError } from '@rustine/sdk';
import { transportReason } from '../explain-error.ts';

/** A server that is started again comes back sooner than this. */
export const AWAY_MS = 60_000;

export interface PollOptions<Answer> {
  /** The answer, or undefined for "not yet". */
  readonly ask: () => Promise<Answer | undefined>;
  readonly everyMs: number;
  readonly signal: AbortSignal;
  /** How long the server may be away, as it is while it starts again; past it the error is thrown. */
  readonly awayMs: number;
}

/**
 * Asks again and again until there is an answer.
 * @throws the signal's reason when it is aborted, and what `ask` throws, unless that means the server is away for a moment.
 */
export async function poll<Answer>({ ask, everyMs, signal, awayMs }: PollOptions<Answer>): Promise<Answer> {
  let awaySince: number | null = null;
  for (;;) {
    signal.throwIfAborted();
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
      awaySince = null;
    } catch (error) {
      if (!isAway(error)) throw error;
      awaySince ??= performance.now();
      if (performance.now() - awaySince >= awayMs) throw error;
    }
    try {
      await sleep(everyMs, undefined, { signal });
    } catch {
      signal.throwIfAborted();
    }
  }
}

/** No answer, or one that says "not now": asking again helps. */
export function isAway(error: unknown): boolean {
  if (error instanceof RustineError) return error.code === 'UNAVAILABLE' || error.code === 'RATE_LIMITED';
  return transportReason(error) !== null;
}
