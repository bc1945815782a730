import { setTimeout as sleep } from 'node:timers/promises';
import { RustineError, unwrap, type RustineClient } from '@rustine/sdk';

const PATIENCE_MS = 120_000;

/** Asks a server that may be killed at any moment, again and again until it answers. */
export type Ask = <Data>(
  asked: (client: RustineClient) => Promise<{ data?: Data; error?: unknown }>,
) => Promise<NonNullable<Data>>;

/** @param clientOf gives the client for the next try, which may be that of another server. */
export function persistently(clientOf: () => RustineClient): Ask {
  return async (asked) => {
    for (const end = Date.now() + PATIENCE_MS; ; await sleep(200)) {
      try {
        return await unwrap(asked(clientOf()));
      } catch (error) {
        const isFinal = error instanceof RustineError && error.problem.status < 500;
        if (isFinal || Date.now() > end) throw error;
      }
    }
  };
}
