import { uptime } from 'node:os';

/**
 * The server's time as this machine can tell it. Instances with wrong clocks are common, and clocks that jump too; expiry
 * of commands and of our own tokens is the server's business, and so are the times of what happens here.
 */
export interface ServerClock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly observe: (serverTime: string) => void;
  /** Resolves when the server has told its time since this agent began, or when the signal aborts. */
  readonly whenTold: (signal: AbortSignal) => Promise<void>;
}

/** What the server told goes on by the machine's uptime, which no change of its clock moves; before that `localNow` must do. */
export function createServerClock(localNow: () => number, uptimeMs: () => number = () => uptime() * 1000): ServerClock {
  let aheadOfUptimeMs: number | undefined;
  const told = Promise.withResolvers<void>();
  return {
    now: () => (aheadOfUptimeMs === undefined ? localNow() : Math.round(aheadOfUptimeMs + uptimeMs())),
    observe(serverTime) {
      const time = Date.parse(serverTime);
      if (Number.isNaN(time)) return;
      aheadOfUptimeMs = time - uptimeMs();
      told.resolve();
    },
    whenTold: async (signal) => {
      if (signal.aborted) return;
      const aborted = new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await Promise.race([told.promise, aborted]);
    },
  };
}
