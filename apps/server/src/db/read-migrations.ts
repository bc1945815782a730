import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MigrationError } from './migration-error.ts';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

/** The migrations of this release. */
export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../migrations', import.meta.url));

const FILE_NAME = /^(\d{6})_([a-z0-9_]+)\.sql$/;

/**
 * Reads the numbered files `NNNNNN_name.sql`, in order.
 * @throws MigrationError when two files share a number, or a file is named otherwise.
 */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
  const migrations = await Promise.all(files.map((file) => readMigration(folder, file)));
  const twin = migrations.find(({ version }, index) => migrations[index + 1]?.version === version);
  if (twin !== undefined) {
    throw new MigrationError(`two migrations have the number ${twin.version}: give the newer one the next free number`);
  }
  return migrations;
}

async function readMigration(folder: string, file: string): Promise<Migration> {
  const [, digits, name] = FILE_NAME.exec(file) ?? [];
  if (digits === undefined || name === undefined) {
    throw new MigrationError(`${file} is not named like 000001_what_it_does.sql`);
  }
  const sql = await readFile(join(folder, file), 'utf8');
  return { version: Number(digits), name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
}
