import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createTestDatabase } from './create-test-database.ts';

test('two test databases have the migrated tables and do not see each other', async () => {
  await using first = await createTestDatabase();
  await using second = await createTestDatabase();
  await sql`insert into replicas (pool_id, replica_id, hostname, pid) values ('p', 'r', 'h', 1)`.execute(first.db);
  const count = async ({ db }: typeof first) =>
    (await sql<{ n: number }>`select count(*) as n from replicas`.execute(db)).rows[0]?.n;
  expect(await count(first)).toBe(1);
  expect(await count(second)).toBe(0);
});

test('a test database is gone after use, even when the test left connections open', async () => {
  await using other = await createTestDatabase();
  const database = await createTestDatabase();
  const client = await database.pool.connect();
  client.on('error', () => undefined);
  client.release();
  await database.drop();
  const { rows } = await sql<{
    datname: string;
  }>`select datname from pg_database where datname = ${database.name}`.execute(other.db);
  expect(rows).toEqual([]);
});
