import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

export interface Released {
  readonly id: string;
  readonly instanceId: string;
}

/**
 * Gives the next `count` their turn: those first whose instances gave a sign of life since `onlineSince`, in the order
 * in which they were asked for. The caller holds the work request; one that somebody else holds, who can only be ending
 * it, is passed over, because waiting for it in this order of locks could never end.
 */
export async function releaseInvocations(
  tx: Transaction,
  workRequestId: string,
  turn: { readonly count: number; readonly onlineSince: Date; readonly at: Date; readonly expiresAt: Date },
): Promise<Released[]> {
  const { rows } = await sql<Released>`
    with next as (
      select i.id from invocations i
      join managed_instances m on m.id = i.instance_id
      where i.work_request_id = ${workRequestId}::text and i.state = 'PENDING' and i.released_at is null
      order by coalesce(m.last_check_in_at >= ${turn.onlineSince}::timestamptz, false) desc, i.id
      limit ${turn.count}::integer
      for no key update of i skip locked
    )
    update invocations set
      reason = '', released_at = ${turn.at}::timestamptz,
      expires_at = ${turn.expiresAt}::timestamptz, deadline_at = ${turn.expiresAt}::timestamptz
    from next where invocations.id = next.id
    returning invocations.id, invocations.instance_id as "instanceId"`.execute(tx);
  return rows;
}

/** Ends for good what still waits for its turn; returns how many those were. */
export async function cancelWaiting(
  tx: Transaction,
  workRequestId: string,
  { reason, at }: { readonly reason: string; readonly at: Date },
): Promise<number> {
  const { numAffectedRows } = await sql`
    update invocations set
      state = 'CANCELED', reason = ${reason}::text, deadline_at = null, finished_at = ${at}::timestamptz
    where id in (
      select id from invocations
      where work_request_id = ${workRequestId}::text and state = 'PENDING' and released_at is null
      for no key update skip locked
    )`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

export async function hasWaiting(tx: Transaction, workRequestId: string): Promise<boolean> {
  const { rows } = await sql<{ waits: boolean }>`
    select exists (
      select from invocations
      where work_request_id = ${workRequestId}::text and state = 'PENDING' and released_at is null
    ) as waits`.execute(tx);
  return rows[0]?.waits ?? false;
}

/** Work requests of which an invocation waits for its turn, the oldest first. */
export async function workRequestsWithWaiting(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct work_request_id as id from invocations
    where state = 'PENDING' and released_at is null
    order by work_request_id`.execute(db);
  return rows.map(({ id }) => id);
}
