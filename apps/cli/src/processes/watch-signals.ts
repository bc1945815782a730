import { constants } from 'node:os';

/** The person, or the system, wants it to end. */
export class Interrupted extends Error {
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`);
    this.name = 'Interrupted';
    this.signal = signal;
  }

  get exitCode(): number {
    return 128 + constants.signals[this.signal];
  }
}

export interface SignalOptions {
  readonly run: AbortController;
  /** The second signal: end everything at once. */
  readonly onInsist: (interrupted: Interrupted) => void;
  readonly clock: () => number;
  /** Who started us and passes signals on; when it is gone we end too. */
  readonly launcherPid: number | null;
}

const watched = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** One Ctrl-C arrives several times: the terminal sends it to all of us, and npm and our launcher pass it on. */
const SAME_PRESS_MS = 700;
const LAUNCHER_CHECK_MS = 1000;

/** The first signal aborts the run, a second one insists. @returns takes the listeners away again */
export function watchSignals({ run, onInsist, clock, launcherPid }: SignalOptions): () => void {
  let firstAt: number | null = null;
  const listeners = watched.map((signal) => {
    const listener = () => {
      if (firstAt === null) {
        firstAt = clock();
        run.abort(new Interrupted(signal));
      } else if (clock() - firstAt >= SAME_PRESS_MS) {
        onInsist(new Interrupted(signal));
      }
    };
    process.on(signal, listener);
    return [signal, listener] as const;
  });
  const timer =
    launcherPid === null
      ? null
      : setInterval(() => {
          if (process.ppid !== launcherPid) run.abort(new Interrupted('SIGHUP'));
        }, LAUNCHER_CHECK_MS).unref();
  return () => {
    for (const [signal, listener] of listeners) process.off(signal, listener);
    if (timer !== null) clearInterval(timer);
  };
}
