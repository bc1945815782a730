import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { type Postmaster, type PostmasterPlan, runPostmaster } from './run-postmaster.ts';
import { trimLog } from './postmaster-log.ts';

const FIRST_DELAY_MS = 50;
const LAST_DELAY_MS = 10_000;
const FAST_STOP_MS = 60_000;
const TRIM_EVERY_MS = 3_600_000;

export type ExitListener = (exit: { code: number | null; signal: NodeJS.Signals | null }) => void;

export interface SupervisedPostmaster {
  readonly pid: () => number | undefined;
  readonly stop: () => Promise<void>;
}

/** Starts PostgreSQL and starts it again, with growing delays, whenever it ends before `stop` is called. */
export async function supervisePostmaster(
  plan: PostmasterPlan,
  { log, onExit }: { log: Log; onExit: ExitListener | undefined },
): Promise<SupervisedPostmaster> {
  const stopping = new AbortController();
  let current: Postmaster | undefined = await runPostmaster(plan);
  log.info({ pid: current.pid, clusterDir: plan.clusterDir }, 'PostgreSQL is ready');
  const trimming = setInterval(() => trimLog(plan.logFile), TRIM_EVERY_MS).unref();

  const restart = async (): Promise<Postmaster | undefined> => {
    for (let delayMs = FIRST_DELAY_MS; !stopping.signal.aborted; delayMs = Math.min(delayMs * 2, LAST_DELAY_MS)) {
      await sleep(delayMs, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
      if (stopping.signal.aborted) {
        return undefined;
      }
      try {
        const postmaster = await runPostmaster(plan);
        log.info({ pid: postmaster.pid }, 'PostgreSQL is back');
        return postmaster;
      } catch (error) {
        log.error({ err: error }, 'PostgreSQL could not be started again, will try once more');
      }
    }
    return undefined;
  };

  const watch = async (): Promise<void> => {
    while (current !== undefined) {
      const exit = await current.ended;
      current = undefined;
      if (!stopping.signal.aborted) {
        log.error({ ...exit, logFile: plan.logFile }, 'PostgreSQL ended unexpectedly, starting it again');
        onExit?.(exit);
        current = await restart();
      }
      if (stopping.signal.aborted) {
        // The stop came while a restart was under way and found no process to signal.
        current?.kill('SIGINT');
      }
    }
  };
  const watched = watch();

  const stop = async (): Promise<void> => {
    stopping.abort();
    clearInterval(trimming);
    // SIGINT is the fast shutdown. A backend stuck in a system call may resist it; SIGQUIT leaves the rest to recovery.
    current?.kill('SIGINT');
    const immediate = setTimeout(() => current?.kill('SIGQUIT'), FAST_STOP_MS);
    await watched;
    clearTimeout(immediate);
  };
  return { pid: () => current?.pid, stop };
}
