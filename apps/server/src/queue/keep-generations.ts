import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../db/connect.ts';
import type { Log } from '../db/log.ts';
import { withTransaction } from '../db/with-transaction.ts';
import { type Generation, type GenerationOptions, runGeneration } from './run-generation.ts';
import { deletePool } from './sql/delete-pools.ts';
import { freePools } from './sql/free-pools.ts';

const FIRST_DELAY_MS = 100;
const LAST_DELAY_MS = 5_000;
const STOP_PATIENCE_MS = 20_000;

export interface Generations {
  /** The worker pools that still run jobs. */
  readonly livePools: () => readonly string[];
  /** Resolves when all jobs have ended and what was left is free, or after 20 s. */
  readonly stop: () => Promise<void>;
}

/**
 * Keeps one generation taking jobs: when it fades, the next begins at once, while the old one's last jobs run out.
 * @throws when the first cannot begin.
 */
export async function keepGenerations(options: Omit<GenerationOptions, 'stopping'>): Promise<Generations> {
  const { log, connection } = options;
  const stopping = new AbortController();
  const stopped = once(stopping.signal, 'abort');
  const live = new Map<Generation, Promise<void>>();

  const begin = async (): Promise<Generation> => {
    const generation = await runGeneration({ ...options, stopping: stopping.signal });
    const gone = generation.ended
      .then(() => retirePool(connection.db, generation.poolId, { log, stopping: stopping.signal }))
      .then(() => void live.delete(generation));
    live.set(generation, gone);
    return generation;
  };

  const beginAgain = async (): Promise<Generation | undefined> => {
    for (let delayMs = FIRST_DELAY_MS; !stopping.signal.aborted; delayMs = Math.min(delayMs * 2, LAST_DELAY_MS)) {
      await Promise.race([sleep(delayMs), stopped]);
      try {
        return stopping.signal.aborted ? undefined : await begin();
      } catch (error) {
        log.warn({ err: error }, 'the queue could not begin again, will try once more');
      }
    }
    return undefined;
  };

  const succeed = async (first: Generation): Promise<void> => {
    for (let current: Generation | undefined = first; current !== undefined; current = await beginAgain()) {
      await Promise.race([current.fading, current.ended, stopped]);
    }
  };

  const succession = succeed(await begin());
  const end = async (): Promise<void> => {
    await succession;
    const goings = [...live.values()];
    await Promise.all([...live.keys()].map((generation) => generation.stop()));
    await Promise.all(goings);
  };
  return {
    livePools: () => [...live.keys()].map(({ poolId }) => poolId),
    stop: async () => {
      stopping.abort();
      const inTime = await Promise.race([end().then(() => true), sleep(STOP_PATIENCE_MS, false, { ref: false })]);
      if (!inTime) {
        log.warn({}, 'jobs still ran at the stop of the queue: they run again after the next start');
      }
    },
  };
}

/** Frees what an ended pool still holds: a job that ran but whose outcome could not be written runs again. */
async function retirePool(
  db: Db,
  poolId: string,
  { log, stopping }: { log: Log; stopping: AbortSignal },
): Promise<void> {
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, LAST_DELAY_MS)) {
    try {
      await withTransaction(db, async (tx) => {
        await deletePool(tx, poolId);
        await freePools(tx, [poolId]);
      });
      return;
    } catch (error) {
      log.warn({ err: error, poolId }, 'the jobs of an ended worker pool could not be freed yet');
      if (stopping.aborted) {
        // Its row stays, by which the next start of this replica, or the silence, frees them.
        return;
      }
      await sleep(delayMs);
    }
  }
}
