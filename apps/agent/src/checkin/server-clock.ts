/**
 * The server's time as this machine can tell it. Instances with wrong clocks are common; expiry of commands and of our
 * own tokens is the server's business, so it is measured with the server's clock.
 */
export interface ServerClock {
  /** Milliseconds since the epoch. */
  now(): number;
  observe(serverTime: string): void;
}

export function createServerClock(localNow: () => number): ServerClock {
  let offsetMs = 0;
  return {
    now: () => localNow() + offsetMs,
    observe(serverTime) {
      const told = Date.parse(serverTime);
      if (!Number.isNaN(told)) offsetMs = told - localNow();
    },
  };
}
