import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createTestDatabase } from '@rustine/testkit';
import { withTransaction } from './with-transaction.ts';

test('two transactions that lock each other out both succeed, because the victim runs again', async () => {
  await using database = await createTestDatabase();
  await sql`create table accounts as select n as id, 0 as balance from generate_series(1, 2) as n`.execute(database.db);
  let arrived = 0;
  let meet: () => void = () => undefined;
  const bothHoldOne = new Promise<void>((resolve) => (meet = resolve));
  let runs = 0;
  const bump = (first: number, second: number) =>
    withTransaction(database.db, async (tx) => {
      runs += 1;
      await sql`update accounts set balance = balance + 1 where id = ${first}::int`.execute(tx);
      if ((arrived += 1) === 2) {
        meet();
      }
      await bothHoldOne;
      await sql`update accounts set balance = balance + 1 where id = ${second}::int`.execute(tx);
    });
  await Promise.all([bump(1, 2), bump(2, 1)]);
  const { rows } = await sql<{ balance: number }>`select balance from accounts`.execute(database.db);
  expect(rows).toEqual([{ balance: 2 }, { balance: 2 }]);
  expect(runs).toBe(3);
});

test('counters that are read and then written lose no step under serializable isolation', async () => {
  await using database = await createTestDatabase();
  await sql`create table counter as select 0 as n`.execute(database.db);
  const step = () =>
    withTransaction(
      database.db,
      async (tx) => {
        const { rows } = await sql<{ n: number }>`select n from counter`.execute(tx);
        await sql`update counter set n = ${(rows[0]?.n ?? 0) + 1}::int`.execute(tx);
      },
      { isolation: 'serializable' },
    );
  await Promise.all([step(), step(), step()]);
  expect((await sql<{ n: number }>`select n from counter`.execute(database.db)).rows).toEqual([{ n: 3 }]);
});

test('a name that another transaction takes at the same moment is seen when it runs again', async () => {
  await using database = await createTestDatabase();
  await sql`create table things as select n as id, n::text as name from generate_series(1, 4) as n`.execute(
    database.db,
  );
  await sql`create unique index on things (name)`.execute(database.db);
  const rename = (id: number) =>
    withTransaction(database.db, async (tx) => {
      const { rows } = await sql`select from things where name = 'same'`.execute(tx);
      if (rows.length > 0) return 'taken';
      await sql`select pg_sleep(0.05)`.execute(tx);
      await sql`update things set name = 'same' where id = ${id}::int`.execute(tx);
      return 'renamed';
    });
  const outcomes = await Promise.all([1, 2, 3, 4].map(rename));
  expect(outcomes.toSorted()).toEqual(['renamed', 'taken', 'taken', 'taken']);
});

test('an error of the function rolls back and is not tried again', async () => {
  await using database = await createTestDatabase();
  await sql`create table notes (n integer)`.execute(database.db);
  let runs = 0;
  const failing = withTransaction(database.db, async (tx) => {
    runs += 1;
    await sql`insert into notes values (1)`.execute(tx);
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  expect(runs).toBe(1);
  expect((await sql`select n from notes`.execute(database.db)).rows).toEqual([]);
});
