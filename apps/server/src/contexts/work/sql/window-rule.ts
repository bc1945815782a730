import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** Whether a work request cancels what is at work when its window closes, and one of its windows has. */
export async function findRuleToCancel(db: Db, workRequestId: string, now: Date): Promise<boolean> {
  const { rows } = await sql<{ due: boolean }>`
    select case when window_rule ->> 'atEnd' = 'CANCEL' then exists (
      select from invocations
      where work_request_id = ${workRequestId}::text and deadline_at is not null
        and window_closes_at <= ${now}::timestamptz
    ) else false end as due
    from work_requests where id = ${workRequestId}::text`.execute(db);
  return rows[0]?.due ?? false;
}
