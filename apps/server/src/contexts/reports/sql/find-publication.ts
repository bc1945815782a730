import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import type { Publication } from './open-publication.ts';
import { publicationColumnsSql } from './publication-columns.ts';

export async function findPublication(db: Db, invocationId: string): Promise<Publication | undefined> {
  const { rows } = await sql<Publication>`
    select ${publicationColumnsSql}
    from publications where invocation_id = ${invocationId}::text`.execute(db);
  return rows[0];
}
