import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { createTestDatabase, quietLog, type TestDatabase } from '@rustine/testkit';
import { makeScratch } from './embedded/fixtures/scratch.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS_FOLDER, readMigrations } from './read-migrations.ts';

// Real processes on a busy machine: the limit is there for a hang, not for speed.
vi.setConfig({ testTimeout: 180_000 });

const PROGRAM = fileURLToPath(new URL('fixtures/migrate-once.ts', import.meta.url));

async function makeFolder(files: Record<string, string>) {
  const scratch = await makeScratch();
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(scratch.path, name), text);
  }
  return scratch;
}

const versions = async ({ db }: TestDatabase) =>
  (await sql<{ version: number }>`select version from schema_migrations order by version`.execute(db)).rows.map(
    (row) => row.version,
  );

test(
  'twenty servers that start at once against an empty database all find it migrated, each file applied once',
  { timeout: 120_000 },
  async () => {
    await using database = await createTestDatabase({ empty: true });
    const children = Array.from({ length: 20 }, () => fork(PROGRAM, { execArgv: ['--conditions=@rustine/source'] }));
    await Promise.all(children.map((child) => once(child, 'message')));
    const answers = children.map((child) => once(child, 'message'));
    const exits = children.map((child) => once(child, 'exit'));
    for (const child of children) {
      child.send(database.address);
    }
    expect((await Promise.all(answers)).map(([answer]) => answer)).toEqual(Array(20).fill('prepared'));
    await Promise.all(exits);
    expect(await versions(database)).toEqual((await readMigrations(MIGRATIONS_FOLDER)).map(({ version }) => version));
  },
);

test('twenty concurrent calls in one process apply each file once', async () => {
  await using database = await createTestDatabase({ empty: true });
  await using folder = await makeFolder({ '000001_a.sql': 'create table a ()', '000002_b.sql': 'create table b ()' });
  const counts = await Promise.all(
    Array.from({ length: 20 }, () => migrate(database.address, { log: quietLog, folder: folder.path })),
  );
  expect(counts.reduce((sum, count) => sum + count)).toBe(2);
});

test('an applied file that was changed is refused by name, and nothing is applied', async () => {
  await using database = await createTestDatabase({ empty: true });
  await using folder = await makeFolder({ '000001_a.sql': 'create table a ()' });
  const options = { log: quietLog, folder: folder.path };
  await migrate(database.address, options);
  await writeFile(join(folder.path, '000001_a.sql'), 'create table a (n integer)');
  await writeFile(join(folder.path, '000002_b.sql'), 'create table b ()');
  await expect(migrate(database.address, options)).rejects.toThrow(/migration 1 \(a\) was changed/);
  expect(await versions(database)).toEqual([1]);
});

test('a file that fails half way leaves nothing of itself and everything before it', async () => {
  await using database = await createTestDatabase({ empty: true });
  await using folder = await makeFolder({
    '000001_a.sql': 'create table a ()',
    '000002_b.sql': 'create table b (); select 1/0;',
  });
  const failure = migrate(database.address, { log: quietLog, folder: folder.path });
  await expect(failure).rejects.toThrow('migration 2 (b) failed: division by zero');
  expect(await versions(database)).toEqual([1]);
  const { rows } = await sql<{ b: string | null }>`select to_regclass('b')::text as b`.execute(database.db);
  expect(rows).toEqual([{ b: null }]);
});

test('a database of a newer release is refused', async () => {
  await using database = await createTestDatabase({ empty: true });
  await using newer = await makeFolder({ '000001_a.sql': 'select 1', '000002_b.sql': 'select 2' });
  await migrate(database.address, { log: quietLog, folder: newer.path });
  await using older = await makeFolder({ '000001_a.sql': 'select 1' });
  await expect(migrate(database.address, { log: quietLog, folder: older.path })).rejects.toThrow('does not know');
});

test('a file that slipped in before an applied one is refused', async () => {
  await using database = await createTestDatabase({ empty: true });
  await using folder = await makeFolder({ '000001_a.sql': 'select 1', '000003_c.sql': 'select 3' });
  const options = { log: quietLog, folder: folder.path };
  await migrate(database.address, options);
  await writeFile(join(folder.path, '000002_b.sql'), 'select 2');
  await expect(migrate(database.address, options)).rejects.toThrow('give it the next free number');
});

test('two files with one number, or a file without one, are refused', async () => {
  await using twins = await makeFolder({ '000001_a.sql': 'select 1', '000001_b.sql': 'select 1' });
  await expect(readMigrations(twins.path)).rejects.toThrow('two migrations have the number 1');
  await using nameless = await makeFolder({ 'fix.sql': 'select 1' });
  await expect(readMigrations(nameless.path)).rejects.toThrow('fix.sql is not named like');
});

test('the migrations of this release are numbered without a gap', async () => {
  const numbers = (await readMigrations(MIGRATIONS_FOLDER)).map(({ version }) => version);
  expect(numbers).toEqual(numbers.map((_number, index) => index + 1));
});
