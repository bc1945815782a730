import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import type { ReportRow } from '../report-row.ts';
import { reportColumnsSql } from './report-columns.ts';

/**
 * All that belongs to a batch, also what an earlier attempt at it quarantined. Always in one order, so two batches lock
 * what they share in that order too.
 */
export async function listBatchMembers(db: Db, batchId: string): Promise<ReportRow[]> {
  const { rows } = await sql<ReportRow>`
    select ${reportColumnsSql} from reports
    where batch_id = ${batchId}::text and state in ('UPLOADED', 'QUARANTINED')
    order by instance_id, kind, id`.execute(db);
  return rows;
}
