/** Lets invocations run, until a reboot is pending: then those that run go on and no other begins. */
export interface RunGate {
  /** Runs `work` once the gate is open, or at once when the signal aborts, for work that sees the abort itself. */
  run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  close(): void;
  open(): void;
  /** How many are inside. */
  inside(): number;
}

export function createRunGate(): RunGate {
  let inside = 0;
  /** Resolves when the gate opens; null while it is open. */
  let opening: PromiseWithResolvers<void> | null = null;

  const whenOpened = async ({ promise }: PromiseWithResolvers<void>, signal: AbortSignal): Promise<void> => {
    const aborted = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([promise, aborted]);
  };

  return {
    async run(signal, work) {
      // Nothing may come between the look at the gate and the step inside.
      for (let closed = opening; closed !== null && !signal.aborted; closed = opening) await whenOpened(closed, signal);
      inside += 1;
      try {
        return await work();
      } finally {
        inside -= 1;
      }
    },
    close() {
      opening ??= Promise.withResolvers<void>();
    },
    open() {
      opening?.resolve();
      opening = null;
    },
    inside: () => inside,
  };
}
