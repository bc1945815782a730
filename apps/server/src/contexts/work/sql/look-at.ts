import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

/**
 * Notes when time alone changes something of a locked work request next, and tells it: the end of a bake or of a wait for
 * a person, a window that lets nothing start, or one that closes on what is to be canceled then. Null for never.
 */
export async function noteNextLook(
  tx: Transaction,
  workRequestId: string,
  { cancelsAtEnd }: { readonly cancelsAtEnd: boolean },
): Promise<Date | null> {
  const { rows } = await sql<{ lookAt: Date | null }>`
    update work_requests set look_at = (
      select min(moment.at) from (
        select bake_until as at from work_waves
        where work_request_id = ${workRequestId}::text and state = 'BAKING'
        union all
        select decide_until from work_waves where work_request_id = ${workRequestId}::text
        union all
        select min(start_until) from invocations
        where work_request_id = ${workRequestId}::text and state = 'PENDING' and released_at is null
        union all
        select min(window_closes_at) from invocations
        where ${cancelsAtEnd}::boolean and work_request_id = ${workRequestId}::text and deadline_at is not null
          and state not in ('CANCELING', 'POWERING_OFF') and agent_state is null
      ) moment
    )
    where id = ${workRequestId}::text
    returning look_at as "lookAt"`.execute(tx);
  return rows[0]?.lookAt ?? null;
}
