import pg from 'pg';
import type { DatabaseAddress } from './connect.ts';
import type { Log } from './log.ts';
import { MigrationError } from './migration-error.ts';
import { type Migration, MIGRATIONS_FOLDER, readMigrations } from './read-migrations.ts';

/** A number of our own for pg_advisory_xact_lock, so that of many servers that start at once one migrates. */
const MIGRATION_LOCK = 7_277_463_001;

interface Applied {
  readonly version: number;
  readonly name: string;
  readonly sha256: string;
}

/**
 * Brings the database to this release. Each file runs in a transaction of its own that first takes the lock and looks
 * again at what is done, so any number of servers may start at once, and a kill leaves whole files only.
 *
 * @returns how many files this call applied.
 * @throws MigrationError when an applied file was changed, or the database is newer than this release.
 */
export async function migrate(
  address: DatabaseAddress,
  { log, folder = MIGRATIONS_FOLDER }: { log: Log; folder?: string },
): Promise<number> {
  const migrations = await readMigrations(folder);
  // A connection of its own: a migration may take longer than any statement of a request may.
  const client = new pg.Client({ ...address, application_name: 'rustine migrate', connectionTimeoutMillis: 30_000 });
  client.on('error', (error) => log.warn({ err: error }, 'the database connection of the migration was lost'));
  await client.connect();
  try {
    for (let count = 0; ; count += 1) {
      const done = await inTransaction(client, () => applyNext(client, migrations));
      if (done === undefined) {
        return count;
      }
      log.info({ version: done.version, name: done.name }, 'database migration applied');
    }
  } finally {
    await client.end();
  }
}

/** Applies the first file that is not yet applied; undefined when there is none. */
async function applyNext(client: pg.Client, migrations: readonly Migration[]): Promise<Migration | undefined> {
  await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  await client.query(`create table if not exists schema_migrations (
    version integer primary key,
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null default now()
  )`);
  const { rows: applied } = await client.query<Applied>(
    'select version, name, sha256 from schema_migrations order by version',
  );
  const next = decideNext(applied, migrations);
  if (next !== undefined) {
    await client.query(next.sql).catch((cause: Error) => {
      throw new MigrationError(`migration ${next.version} (${next.name}) failed: ${cause.message}`, { cause });
    });
    await client.query('insert into schema_migrations (version, name, sha256) values ($1, $2, $3)', [
      next.version,
      next.name,
      next.sha256,
    ]);
  }
  return next;
}

/** What is to be applied next, given what is. */
export function decideNext(applied: readonly Applied[], migrations: readonly Migration[]): Migration | undefined {
  for (const [index, { version, name, sha256 }] of applied.entries()) {
    const file = migrations[index];
    if (file === undefined || file.version > version) {
      throw new MigrationError(
        `the database has migration ${version} (${name}), which this release does not know: start the newer release that made it`,
      );
    }
    if (file.version < version) {
      throw new MigrationError(
        `migration ${file.version} (${file.name}) comes before ${version} (${name}), which this database already has: give it the next free number`,
      );
    }
    if (file.sha256 !== sha256) {
      throw new MigrationError(
        `migration ${version} (${name}) was changed after it was applied to this database: put the file back as it was, and write the change as a new migration`,
      );
    }
  }
  return migrations[applied.length];
}

async function inTransaction<T>(client: pg.Client, fn: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    const result = await fn();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
