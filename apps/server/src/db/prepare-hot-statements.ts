import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';

/** Runs of a statement, by any connection, before it counts as hot. */
const HOT_RUNS = 50;
/** What a session keeps prepared costs memory in PostgreSQL, so only that many statements are. */
const HOT_MAX = 100;
/** Statements that are counted; a text that is made anew each time would fill the memory. */
const COUNTED_MAX = 2_000;
/**
 * How old a plan may be, in milliseconds. PostgreSQL keeps the plan of a prepared statement until statistics change, and a
 * table that grew a hundredfold since is read from end to end till then.
 */
export const PLAN_MS_MAX = 10_000;

export interface HotOptions {
  readonly hotRuns?: number;
  readonly planMs?: number;
}

/**
 * A pool whose sessions prepare what runs again and again: parsed once, and planned every ten seconds instead of each time,
 * which is half of what PostgreSQL does for a statement that finds one row. All else goes as it came.
 *
 * @see https://www.postgresql.org/docs/current/sql-prepare.html
 */
export function prepareHotStatements(
  pool: pg.Pool,
  { hotRuns = HOT_RUNS, planMs = PLAN_MS_MAX }: HotOptions = {},
): PostgresPool {
  const nameOf = nameHotStatements(hotRuns);
  const sessions = new WeakMap<pg.PoolClient, Session>();
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      let session = sessions.get(client);
      if (session === undefined) sessions.set(client, (session = openSession(client, nameOf)));
      try {
        await session.dropOldPlans(planMs);
      } catch (error) {
        client.release(true);
        throw error;
      }
      return session.client;
    },
  };
}

interface Session {
  /** The same object each time that the session leaves the pool, since Kysely tells sessions apart by it. */
  readonly client: PostgresPoolClient;
  readonly dropOldPlans: (planMs: number) => Promise<void>;
}

function openSession(client: pg.PoolClient, nameOf: (text: string) => string | undefined): Session {
  let plannedFrom = performance.now();
  const run = (text: string, values: unknown[]) => {
    const name = values.length > 0 ? nameOf(text) : undefined;
    return client.query(name === undefined ? { text, values } : { name, text, values });
  };
  return {
    client: {
      // Kysely passes a cursor only where its dialect was given one.
      query: run as unknown as PostgresPoolClient['query'],
      release: (destroy) => client.release(destroy),
    },
    async dropOldPlans(planMs) {
      if (performance.now() - plannedFrom < planMs) return;
      plannedFrom = performance.now();
      await client.query('discard plans');
    },
  };
}

/** Names for the statements that are hot; undefined for those that are not, or not yet. */
function nameHotStatements(hotRuns: number): (text: string) => string | undefined {
  const counted = new Map<string, { runs: number; name?: string }>();
  let named = 0;
  return (text) => {
    const statement = counted.get(text);
    if (statement === undefined) {
      if (counted.size < COUNTED_MAX) counted.set(text, { runs: 1 });
      return undefined;
    }
    statement.runs += 1;
    if (statement.name === undefined && statement.runs > hotRuns && named < HOT_MAX) statement.name = `hot_${++named}`;
    return statement.name;
  };
}
