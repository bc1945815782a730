import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** Whether a work request cancels what is at work when its window closes, and one of its windows has. */
export async function findRuleToCancel(db: Db, workRequestId: string, now: Date): Promise<boolean> {
  const { rows } = await sql<{ due: boolean }>`
    select exists (
      select from work_requests w join invocations i on i.work_request_id = w.id
      where w.id = ${workRequestId}::text and w.window_rule ->> 'atEnd' = 'CANCEL'
        and i.deadline_at is not null and i.window_closes_at <= ${now}::timestamptz
    ) as due`.execute(db);
  return rows[0]?.due ?? false;
}
