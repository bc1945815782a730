import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Db } from './connect.ts';
import { MIGRATIONS_FOLDER } from './read-migrations.ts';

/** What the migrations together come to, committed beside them: a review sees the effect, a test sees a drift. */
const CATALOGUE_FILE = join(MIGRATIONS_FOLDER, 'catalogue.json');

/** By the name of a table, view or function: its parts, each a line of PostgreSQL's own rendering. */
export type Catalogue = Readonly<Record<string, readonly string[]>>;

/** Reads our schema (not the queue library's) out of PostgreSQL's catalogue, in a stable order. */
export async function readCatalogue(db: Db): Promise<Catalogue> {
  const { rows } = await sql<{ owner: string; line: string }>`
    with tables as (
      select oid, relname::text as owner, relkind from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')
    ),
    lines as (
      select owner, 1 as part, attnum::int as position,
        concat_ws(' ', 'column', attname::text, format_type(atttypid, atttypmod),
          case when attnotnull then 'not null' end,
          case when attidentity <> '' then 'identity ' || attidentity::text end,
          case when attgenerated <> '' then 'generated' end,
          'default ' || pg_get_expr(adbin, adrelid)) as line
      from tables
      join pg_attribute on attrelid = tables.oid and attnum > 0 and not attisdropped
      left join pg_attrdef on adrelid = tables.oid and adnum = attnum
      union all
      -- PostgreSQL 18 lists not-null constraints here too, older ones do not; the columns above show them.
      select owner, 2, 0, 'constraint ' || conname::text || ' ' || pg_get_constraintdef(pg_constraint.oid)
      from tables join pg_constraint on conrelid = tables.oid where contype <> 'n'
      union all
      select owner, 3, 0, pg_get_indexdef(indexrelid) from tables join pg_index on indrelid = tables.oid
      union all
      select owner, 4, 0, pg_get_triggerdef(pg_trigger.oid)
      from tables join pg_trigger on tgrelid = tables.oid where not tgisinternal
      union all
      select owner, 5, 0, pg_get_viewdef(oid) from tables where relkind in ('v', 'm')
      union all
      select proname::text || '()', 6, 0, pg_get_functiondef(oid)
      from pg_proc where pronamespace = 'public'::regnamespace and prokind in ('f', 'p')
      union all
      select typname::text, 7, enumsortorder::int, 'label ' || enumlabel::text
      from pg_enum join pg_type on pg_type.oid = enumtypid where typnamespace = 'public'::regnamespace
    )
    select owner, line from lines order by owner collate "C", part, position, line collate "C"
  `.execute(db);
  const catalogue: Record<string, string[]> = {};
  for (const { owner, line } of rows) {
    (catalogue[owner] ??= []).push(line);
  }
  return catalogue;
}

export async function readCommittedCatalogue(): Promise<Catalogue> {
  return JSON.parse(await readFile(CATALOGUE_FILE, 'utf8')) as Catalogue;
}

export async function writeCommittedCatalogue(catalogue: Catalogue): Promise<void> {
  await writeFile(CATALOGUE_FILE, `${JSON.stringify(catalogue, undefined, 2)}\n`);
}
