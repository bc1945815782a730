import type { Db } from '../db/connect.ts';
import type { Log } from '../db/log.ts';
import { withTransaction } from '../db/with-transaction.ts';
import { deleteSilentPools } from './sql/delete-pools.ts';
import { freePools } from './sql/free-pools.ts';
import { registerPool } from './sql/register-pool.ts';

export interface HeartbeatOptions {
  readonly db: Db;
  readonly log: Log;
  readonly replicaId: string;
  /** The worker pools of this process that still run jobs, at this moment. */
  readonly livePools: () => readonly string[];
  readonly everyMs: number;
  readonly deadAfterMs: number;
}

/** Tells the others that this replica lives, and frees the jobs of those that no longer say so. Stops by the signal. */
export function keepHeartbeat(options: HeartbeatOptions, signal: AbortSignal): void {
  const { db, log, replicaId, livePools, everyMs, deadAfterMs } = options;
  let steadySince: number | undefined;

  const beat = async (): Promise<void> => {
    for (const poolId of livePools()) {
      if (await registerPool(db, { poolId, replicaId })) {
        log.warn({ poolId }, 'other servers took this one for dead and may run its jobs a second time');
      }
    }
    const now = performance.now();
    steadySince ??= now;
    // While the database was away nobody's heart beat. Only one who has since been steady for as long as it takes to
    // be declared dead may judge, because by then every living replica has beaten too.
    if (now - steadySince >= deadAfterMs) {
      const freed = await freeSilentPools(db, deadAfterMs);
      if (freed.length > 0) {
        log.warn({ poolIds: freed }, 'servers stopped without a word: their jobs were freed');
      }
    }
  };

  const timer = setInterval(() => {
    beat().catch((error: unknown) => {
      steadySince = undefined;
      log.warn({ err: error }, 'the heartbeat of this server could not be written');
    });
  }, everyMs);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

async function freeSilentPools(db: Db, deadAfterMs: number): Promise<readonly string[]> {
  return withTransaction(db, async (tx) => {
    const silent = await deleteSilentPools(tx, deadAfterMs);
    if (silent.length > 0) {
      await freePools(tx, silent);
    }
    return silent;
  });
}
