import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

/**
 * Where the look begins, past those that end at about the same time as this one, and how many it reads. Written into the
 * statement, because PostgreSQL plans anew each time for a limit that it does not know.
 */
const PASSED_OVER = sql.lit(100);
const LOOKED_AT = sql.lit(100);

/**
 * Looks for an invocation of the work request that is under way and that nobody else holds, and keeps it so until this
 * transaction ends. Whoever ends that one does so after our commit and looks in turn; so the last of all to look finds
 * none, and by then all others have committed. False also where the state of the work request has still to follow, or
 * when there was none among those that were looked at: the caller then takes the work request's lock.
 */
export async function holdsOpen(tx: Transaction, workRequestId: string, endedId: string): Promise<boolean> {
  const { rows } = await sql`
    select from (
      select id from invocations
      where work_request_id = ${workRequestId}::text and id > ${endedId}::text
      order by id
      offset ${PASSED_OVER} limit ${LOOKED_AT}
    ) later
    join invocations i on i.id = later.id
    join work_requests w on w.id = i.work_request_id
    where i.deadline_at is not null and i.released_at is not null
      and w.state = case when w.cancel_asked_at is null then 'IN_PROGRESS' else 'CANCELING' end
    limit 1
    for share of i skip locked`.execute(tx);
  return rows.length > 0;
}
