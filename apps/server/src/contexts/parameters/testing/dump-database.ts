import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** Every row of every table of ours and of the queue, as text; bytes are hexadecimal. */
export async function dumpDatabase(db: Db): Promise<string> {
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'
    order by 1, 2`.execute(db);
  const texts = await Promise.all(
    tables.map(async ({ schema, name }) => {
      const { rows } = await sql<{
        line: string;
      }>`select t::text as line from ${sql.table(`${schema}.${name}`)} t`.execute(db);
      return rows.map(({ line }) => `${schema}.${name} ${line}`);
    }),
  );
  return texts.flat().join('\n');
}

/** The forms in which a careless program would keep a secret. */
export function clearForms(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [
    secret,
    bytes.toString('hex'),
    bytes.toString('base64').replace(/=+$/, ''),
    JSON.stringify(secret).slice(1, -1),
  ];
}
