import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** Work requests of a job of which no instance has taken its command. */
export async function untouchedWorkOf(db: Db, jobId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select w.id from job_executions e join work_requests w on w.id = e.work_request_id
    where e.job_id = ${jobId}::text and w.state = 'ACCEPTED' order by w.id`.execute(db);
  return rows.map(({ id }) => id);
}
