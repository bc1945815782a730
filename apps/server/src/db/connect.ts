import { Kysely, PostgresDialect, type Transaction as KyselyTransaction } from 'kysely';
import pg from 'pg';
import type { Log } from './log.ts';
import { prepareHotStatements } from './prepare-hot-statements.ts';
import { typeParsers } from './type-parsers.ts';

/**
 * All SQL of the server is written as SQL, one statement a function, with Kysely's `sql` tag, which binds every value
 * as a parameter. No table type is declared, so its query builder does not type-check: that is on purpose.
 */
type NoTables = unknown;

/** What a function takes that runs a statement; a transaction will do. */
export type Db = Kysely<NoTables>;

/** What a function takes that locks rows or is a part of a larger change: the type proves that a transaction is open. */
export type Transaction = KyselyTransaction<NoTables>;

/** Where PostgreSQL is: a URL, or the parts that the embedded one hands out. */
export type DatabaseAddress = Pick<
  pg.PoolConfig,
  'connectionString' | 'host' | 'port' | 'user' | 'database' | 'password'
>;

/** All in milliseconds: no statement of a request may hang for ever, and an abandoned transaction frees its locks. */
const CONNECT_TIMEOUT_MS = 15_000;
const STATEMENT_TIMEOUT_MS = 60_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;
/** Above the server's own limit: it answers for a connection whose other end is gone without a word. */
const QUERY_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 15_000;

export interface Connection {
  readonly db: Db;
  readonly pool: pg.Pool;
  readonly close: () => Promise<void>;
}

/** Opens a pool. A lost connection fails the statement that used it, never the process; the next one connects anew. */
export function connect(
  address: DatabaseAddress,
  { log, max = 10, name = 'rustine' }: { log: Log; max?: number; name?: string },
): Connection {
  const pool = createPool(address, { log, max, name });
  const db: Db = new Kysely<NoTables>({ dialect: new PostgresDialect({ pool: prepareHotStatements(pool) }) });
  return { db, pool, close: () => db.destroy() };
}

/** A bare pool for libraries that bring their own SQL. */
export function createPool(
  address: DatabaseAddress,
  { log, max, name }: { log: Log; max: number; name: string },
): pg.Pool {
  const pool = new pg.Pool({
    ...address,
    max,
    application_name: name,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    types: typeParsers,
  });
  // Without a listener Node ends the process for an idle connection that PostgreSQL closed.
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  pool.on('connect', (client) => {
    client.on('error', (error) => log.warn({ err: error }, 'a database connection was lost'));
  });
  return pool;
}
