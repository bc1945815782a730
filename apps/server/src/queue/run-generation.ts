import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import type { Connection } from '../db/connect.ts';
import type { Log } from '../db/log.ts';
import { queueLogger } from './queue-logger.ts';
import { registerPool } from './sql/register-pool.ts';

const REGISTER_AGAIN_MS = 250;
/** When no job runs any more, outcomes that are still being written get this long; what is not written runs again. */
const OUTCOMES_MS_MAX = 2_000;
/** After this long at a stop, running jobs see their `abortSignal` fire. */
const ABORT_JOBS_AFTER_MS = 5_000;

export interface GenerationOptions {
  readonly connection: Connection;
  readonly tasks: TaskList;
  readonly replicaId: string;
  readonly log: Log;
  readonly concurrency: number;
  readonly pollIntervalMs: number;
  readonly stopping: AbortSignal;
}

/** One life of the library's worker pool. It ends when a job's outcome cannot be written, as in a database restart. */
export interface Generation {
  readonly poolId: string;
  /** Resolves when it takes no more jobs, while those that run may still be running. */
  readonly fading: Promise<void>;
  /** Resolves, never rejects, when no job of it runs any more. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export async function runGeneration(options: GenerationOptions): Promise<Generation> {
  const { connection, tasks, replicaId, log, concurrency, pollIntervalMs, stopping } = options;
  const events: WorkerEvents = new EventEmitter();
  let poolId = '';
  events.once('pool:create', ({ workerPool }) => {
    poolId = workerPool.id;
  });
  const fading = new Promise<void>((resolve) => {
    events.once('pool:gracefulShutdown', () => resolve());
    events.once('pool:forcefulShutdown', () => resolve());
  });

  // The library counts its unwritten outcomes wrongly when the database goes away (0.18.0: a batcher that applied
  // backpressure counts below zero), and then never says that it has ended. By these events no job runs any more.
  const workersGone = new Promise<void>((resolve) => {
    events.once('pool:gracefulShutdown:complete', () => resolve());
    events.once('pool:forcefulShutdown:complete', () => resolve());
  });

  let registered: Promise<void> | undefined;
  const register = async (id: string): Promise<void> => {
    while (!stopping.aborted) {
      try {
        await registerPool(connection.db, { poolId: id, replicaId });
        return;
      } catch (error) {
        log.warn({ err: error }, 'the queue could not announce itself, will try again');
        await sleep(REGISTER_AGAIN_MS);
      }
    }
  };
  const runner: Runner = await run({
    pgPool: connection.pool,
    taskList: tasks,
    concurrency,
    pollInterval: pollIntervalMs,
    gracefulShutdownAbortTimeout: ABORT_JOBS_AFTER_MS,
    noHandleSignals: true,
    logger: queueLogger(log),
    events,
    crontab: '',
    preset: {
      // Without batches the library leaves the promise that writes a job's outcome to itself, and a database that goes
      // away at that moment ends the whole process by an unhandled rejection.
      worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 },
      plugins: [
        {
          name: 'rustine-register-pool',
          version: '1.0.0',
          worker: {
            hooks: {
              // The library waits for this before a worker asks for its first job.
              startWorker: (_context, { worker }) => (registered ??= register(worker.workerPool.id)),
            },
          },
        },
      ],
    },
  });
  const finished = runner.promise.catch((error: unknown) =>
    log.warn({ err: error }, 'the queue lost its hold on a job'),
  );
  const ended = Promise.race([finished, workersGone.then(() => sleep(OUTCOMES_MS_MAX, undefined, { ref: false }))]);
  const stop = async () => {
    await Promise.race([runner.stop().catch(() => undefined), ended]);
  };
  return { poolId, fading, ended, stop };
}
