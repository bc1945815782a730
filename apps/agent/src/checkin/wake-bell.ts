export interface WakeBell {
  readonly ring: () => void;
  /** Answers at the next ring, or at once when it rang since the last wait; rejects when the signal aborts. */
  readonly wait: (signal: AbortSignal) => Promise<void>;
}

/** Wakes one loop. Rings while nobody waits are remembered as one, so no wake-up is lost and none piles up. */
export function createWakeBell(): WakeBell {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(signal) {
      signal.throwIfAborted();
      if (!rung) {
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        const onAbort = () => reject(signal.reason as Error);
        wake = resolve;
        signal.addEventListener('abort', onAbort, { once: true });
        await promise.finally(() => {
          wake = null;
          signal.removeEventListener('abort', onAbort);
        });
      }
      rung = false;
    },
  };
}
