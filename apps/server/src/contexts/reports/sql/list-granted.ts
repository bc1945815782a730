import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

export interface GrantedReport {
  readonly id: string;
  readonly key: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly invocationId: string;
}

/** A page of the reports that wait for their upload since before `before`, after the id `after`. */
export async function listGranted(
  db: Db,
  { before, after, limit }: { before: Date; after: string; limit: number },
): Promise<GrantedReport[]> {
  const { rows } = await sql<GrantedReport>`
    select id, key, sha256, size_bytes as "sizeBytes", invocation_id as "invocationId" from reports
    where state = 'GRANTED' and created_at < ${before}::timestamptz and id > ${after}::text
    order by id limit ${limit}::int`.execute(db);
  return rows;
}
