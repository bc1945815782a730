import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import type { ReportRow } from '../report-row.ts';
import { reportColumnsSql } from './report-columns.ts';

/** The report that stands for a key of this instance: the live one, else the newest that was given up on. */
export async function findReportOfKey(db: Db, instanceId: string, key: string): Promise<ReportRow | undefined> {
  const { rows } = await sql<ReportRow>`
    select ${reportColumnsSql} from reports
    where key = ${key}::text and instance_id = ${instanceId}::text
    order by state = 'FAILED', created_at desc, id desc limit 1`.execute(db);
  return rows[0];
}
