import type { Log } from '../../db/log.ts';
import { passDeadline, sweepDeadlines, type DeadlineDeps } from './pass-deadlines.ts';

/**
 * A look reads an index, and mostly one entry of it. A timer of the queue for each deadline would be as late, costs several
 * statements each time that an invocation moves, and its NOTIFY lets no two of those transactions commit at the same time.
 */
const SWEEP_EVERY_MS = 2_000;

/** Agents that could not reach a server that was down come back within this, with what they had to tell. */
export const START_GRACE_MS = 60_000;

export interface WatchOptions extends DeadlineDeps {
  readonly log: Log;
  readonly startGraceMs?: number;
}

/**
 * Lets deadlines pass, two seconds late at most. For a while after `start` none does: what passed while no server ran may
 * have been met by an agent that had nobody to tell.
 */
export function watchDeadlines({ log, startGraceMs = START_GRACE_MS, ...deps }: WatchOptions) {
  let since = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> = Promise.resolve();
  const settled = (): boolean => performance.now() - since >= startGraceMs;

  const sweep = async (): Promise<void> => {
    try {
      const count = settled() ? await sweepDeadlines({ ...deps, log }) : 0;
      if (count > 0) log.info({ count }, 'deadlines passed');
    } catch (error) {
      log.warn({ err: error }, 'could not look for passed deadlines; trying again in a moment');
    }
  };

  return {
    start(): void {
      since = performance.now();
      const tick = (): void => {
        sweeping = sweep().finally(() => {
          if (timer !== undefined) timer = setTimeout(tick, SWEEP_EVERY_MS);
        });
      };
      timer = setTimeout(tick, startGraceMs);
    },
    async stop(): Promise<void> {
      clearTimeout(timer);
      timer = undefined;
      await sweeping;
    },
    /** What the timer of one invocation does. */
    async pass(invocationId: string): Promise<void> {
      if (settled()) await passDeadline(deps, invocationId);
    },
  };
}
