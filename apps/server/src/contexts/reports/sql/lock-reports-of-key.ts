import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';
import type { ReportRow } from '../report-row.ts';
import { reportColumnsSql } from './report-columns.ts';

/** Every report that was ever announced under a key: one a sum. */
export async function lockReportsOfKey(tx: Transaction, key: string): Promise<ReportRow[]> {
  const { rows } = await sql<ReportRow>`
    select ${reportColumnsSql} from reports where key = ${key}::text order by id for update`.execute(tx);
  return rows;
}
