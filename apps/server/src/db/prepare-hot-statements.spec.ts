import { createTestDatabase, quietLog, type TestDatabase } from '@rustine/testkit';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPool, type Db } from './connect.ts';
import { prepareHotStatements } from './prepare-hot-statements.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
});
afterAll(() => database.drop());

/** One session, so that what it has prepared can be seen. */
function oneSession(planMs: number) {
  const pool = createPool(database.address, { log: quietLog, max: 1, name: 'hot' });
  const hot = prepareHotStatements(pool, { hotRuns: 3, planMs });
  const db: Db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: hot }) });
  return { db, pool, [Symbol.asyncDispose]: () => db.destroy() };
}

async function prepared(db: Db): Promise<string[]> {
  const { rows } = await sql<{ statement: string }>`
    select statement from pg_prepared_statements order by prepare_time`.execute(db);
  return rows.map(({ statement }) => statement.trim());
}

const times = async (count: number, run: () => Promise<unknown>) => {
  for (let n = 0; n < count; n += 1) await run();
};

describe('a statement', () => {
  it('that runs again and again is prepared, and answers as before', async () => {
    await using session = oneSession(60_000);
    const add = async (n: number) =>
      (await sql<{ sum: number }>`select ${n}::int + 1 as sum`.execute(session.db)).rows[0]?.sum;
    await times(3, () => add(1));
    expect(await prepared(session.db)).toEqual([]);
    await add(1);
    expect(await prepared(session.db)).toEqual(['select $1::int + 1 as sum']);
    expect(await Promise.all([1, 2, 3].map(add))).toEqual([2, 3, 4]);
  });

  it('that takes no values, or runs seldom, is not', async () => {
    await using session = oneSession(60_000);
    await times(9, () => sql`select 1`.execute(session.db));
    for (const each of ['a', 'b', 'c', 'd', 'e']) {
      await sql`select ${each}::text as ${sql.ref(each)}`.execute(session.db);
    }
    expect(await prepared(session.db)).toEqual([]);
  });

  it('that fails fails alone, prepared or not', async () => {
    await using session = oneSession(60_000);
    const divide = async (by: number) => await sql`select 1 / ${by}::int as n`.execute(session.db);
    await times(5, () => divide(1));
    await expect(divide(0)).rejects.toThrow('division by zero');
    expect((await divide(1)).rows).toEqual([{ n: 1 }]);
  });

  it('gets a new plan when its table has grown, without waiting for statistics', async () => {
    const table = sql`grown (id int primary key, note text) with (autovacuum_enabled = false)`;
    await sql`create table ${table}`.execute(database.db);
    await sql`insert into grown values (1)`.execute(database.db);
    await sql`analyze grown`.execute(database.db);
    await using keeps = oneSession(60_000);
    await using renews = oneSession(0);
    const find = (db: Db) => sql`select note from grown where id = ${1}::int`.execute(db);
    // PostgreSQL plans the first five runs for their values, and keeps the plan from then on.
    for (const { db } of [keeps, renews]) await times(12, () => find(db));
    const rows = sql`select n, repeat('x', 100) from generate_series(2, 50000) n`;
    await sql`insert into grown ${rows}`.execute(database.db);
    for (const { db } of [keeps, renews]) await times(12, () => find(db));
    const planOf = async (db: Db) =>
      JSON.stringify((await sql`explain execute hot_1(1)`.execute(db)).rows.map((row) => Object.values(row as object)));
    expect(await planOf(keeps.db)).toContain('Seq Scan');
    expect(await planOf(renews.db)).toContain('Index Scan');
  });
});

it('a session that is lost before its plans are dropped does not stay out of the pool', async () => {
  await using session = oneSession(0);
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(session.db);
  const client = await session.pool.connect();
  client.release();
  await sql`select pg_terminate_backend(${rows[0]?.pid}::int)`.execute(database.db);
  await sql`select 1`.execute(session.db).catch(() => undefined);
  expect((await sql`select 2 as n`.execute(session.db)).rows).toEqual([{ n: 2 }]);
});
