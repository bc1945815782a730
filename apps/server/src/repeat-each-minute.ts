import type { Log } from './db/log.ts';

const EVERY_MS = 60_000;

export interface Repeated {
  /** Runs it now, waits for that, and then each minute. */
  start(): Promise<void>;
  /** Ends the repetition and waits for a run that is under way. */
  stop(): Promise<void>;
}

/** Repeats something that makes up for lost messages, never two runs at once; one that fails is tried again a minute later. */
export function repeatEachMinute(run: () => Promise<void>, { log, name }: { log: Log; name: string }): Repeated {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  const runOnce = async (): Promise<void> => {
    running ??= run()
      .catch((error: unknown) =>
        log.error({ err: error, name }, 'a repeated task failed; it is tried again in a minute'),
      )
      .finally(() => (running = undefined));
    await running;
  };
  return {
    async start() {
      timer ??= setInterval(() => void runOnce(), EVERY_MS).unref();
      await runOnce();
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await running;
    },
  };
}
