import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createTestDatabase } from '@rustine/testkit';

test('counts come as numbers, dates as text, and a bigint past exactness is an error', async () => {
  await using database = await createTestDatabase();
  const { rows } = await sql`select count(*) as n, date '2026-03-29' as day from generate_series(1, 3)`.execute(
    database.db,
  );
  expect(rows).toEqual([{ n: 3, day: '2026-03-29' }]);
  await expect(sql`select 9007199254740993::bigint as n`.execute(database.db)).rejects.toThrow('9007199254740993');
});

test('a session that the database ends fails its own statement and no other', async () => {
  await using database = await createTestDatabase();
  const victim = await database.pool.connect();
  const { rows } = await victim.query<{ pid: number }>('select pg_backend_pid() as pid');
  const outcome = victim.query('select pg_sleep(60)').catch((error: Error) => error.message);
  await sql`select pg_terminate_backend(${rows[0]?.pid}::int)`.execute(database.db);
  expect(await outcome).toMatch(/terminating connection|Connection terminated/);
  victim.release(true);
  expect((await sql`select 1 as n`.execute(database.db)).rows).toEqual([{ n: 1 }]);
});
