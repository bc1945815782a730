import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskList } from 'graphile-worker';
import { connect, type Db, type DatabaseAddress } from '../db/connect.ts';
import type { Log } from '../db/log.ts';
import { withTransaction } from '../db/with-transaction.ts';
import { keepGenerations } from './keep-generations.ts';
import { keepHeartbeat } from './keep-heartbeat.ts';
import { deletePoolsOfReplica } from './sql/delete-pools.ts';
import { freePools } from './sql/free-pools.ts';

const CLOSE_PATIENCE_MS = 5_000;

export interface QueueOptions {
  readonly address: DatabaseAddress;
  /**
   * What runs, by name. A task may run more than once for one job (a kill, a lost connection): it must look first
   * whether its work is done. A thrown error means another try later; `helpers.abortSignal` fires when we stop.
   */
  readonly tasks: TaskList;
  /** From `readReplicaId`. */
  readonly replicaId: string;
  readonly log: Log;
  /** How many jobs run at once in this process. */
  readonly concurrency?: number;
  readonly pollIntervalMs?: number;
  readonly heartbeatMs?: number;
  /** How long a replica may be silent before its jobs are given to others. */
  readonly deadAfterMs?: number;
}

export interface Queue {
  /** Takes no more jobs, waits for those that run (at most 20 s), frees what is left for the others. */
  stop(): Promise<void>;
}

/**
 * Runs jobs until it is stopped, through restarts of PostgreSQL. Jobs that an earlier life of this replica held when it
 * was killed are freed at once, those of other replicas after `deadAfterMs` of silence.
 *
 * @throws when the database cannot be reached at the start.
 */
export async function startQueue(options: QueueOptions): Promise<Queue> {
  const { tasks, log, replicaId, concurrency = 10, pollIntervalMs = 2_000 } = options;
  const { heartbeatMs = 5_000, deadAfterMs = 30_000 } = options;
  // A pool of its own: jobs that use the server's cannot starve the writing of their outcomes.
  const connection = connect(options.address, { log, max: concurrency + 5, name: 'rustine queue' });
  const stopping = new AbortController();
  try {
    await freeEarlierLives(connection.db, replicaId, log);
    const generations = await keepGenerations({ connection, tasks, replicaId, log, concurrency, pollIntervalMs });
    keepHeartbeat(
      { db: connection.db, log, replicaId, livePools: generations.livePools, everyMs: heartbeatMs, deadAfterMs },
      stopping.signal,
    );
    return {
      stop: async () => {
        await generations.stop();
        stopping.abort();
        // A job that does not heed its signal still holds a connection; the process will end under it.
        await Promise.race([connection.close(), sleep(CLOSE_PATIENCE_MS, undefined, { ref: false })]);
      },
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function freeEarlierLives(db: Db, replicaId: string, log: Log): Promise<void> {
  const poolIds = await withTransaction(db, async (tx) => {
    const earlier = await deletePoolsOfReplica(tx, replicaId);
    await freePools(tx, earlier);
    return earlier;
  });
  if (poolIds.length > 0) {
    log.info({ poolIds }, 'freed the jobs that this server held when it last ended');
  }
}
