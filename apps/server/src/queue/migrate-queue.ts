import { runMigrations } from 'graphile-worker';
import { createPool, type DatabaseAddress } from '../db/connect.ts';
import type { Log } from '../db/log.ts';
import { queueLogger } from './queue-logger.ts';

/** A number of our own: the library's migrations race each other only twice before they give up. */
const QUEUE_MIGRATION_LOCK = 7_277_463_002;

/** Brings the queue's own schema, `graphile_worker`, to the library's version; any number of servers may call it at once. */
export async function migrateQueue(address: DatabaseAddress, log: Log): Promise<void> {
  const pool = createPool(address, { log, max: 2, name: 'rustine migrate queue' });
  try {
    const holder = await pool.connect();
    try {
      await holder.query('set statement_timeout = 0');
      await holder.query('set idle_in_transaction_session_timeout = 0');
      await holder.query('begin');
      await holder.query('select pg_advisory_xact_lock($1)', [QUEUE_MIGRATION_LOCK]);
      await runMigrations({ pgPool: pool, logger: queueLogger(log) });
      await holder.query('commit');
    } finally {
      // The settings and, after an error, the open transaction must not go back into the pool.
      holder.release(true);
    }
  } finally {
    await pool.end();
  }
}
