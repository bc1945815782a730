import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createTestDatabase } from '@rustine/testkit';
import { readCatalogue, readCommittedCatalogue } from './read-catalogue.ts';

test('a freshly migrated database is the committed catalogue (node tools/gen/catalogue.ts --update writes it anew)', async () => {
  await using database = await createTestDatabase();
  expect(await readCatalogue(database.db)).toEqual(await readCommittedCatalogue());
});

test.each([
  ['a column', 'alter table replicas add column extra text'],
  ['a default', 'alter table replicas alter column pid set default 1'],
  ['a constraint', 'alter table replicas add check (pid > 0)'],
  ['an index', 'create index on replicas (hostname)'],
  ['a table', 'create table extra (n integer)'],
])('%s that no migration made shows as a difference', async (_what, statement) => {
  await using database = await createTestDatabase();
  const before = await readCatalogue(database.db);
  await sql.raw(statement).execute(database.db);
  expect(await readCatalogue(database.db)).not.toEqual(before);
});
