import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

export interface Skipped {
  readonly id: string;
  readonly windowName: string | null;
  readonly startUntil: Date | null;
}

/** Skips locked ones that no agent was handed, each with its reason. */
export async function skipInvocations(
  tx: Transaction,
  skips: readonly { readonly id: string; readonly reason: string }[],
  at: Date,
): Promise<void> {
  if (skips.length === 0) return;
  await sql`
    update invocations set
      state = 'SKIPPED', reason = skip.reason, deadline_at = null, finished_at = ${at}::timestamptz
    from unnest(
      ${skips.map(({ id }) => id)}::text[],
      ${skips.map(({ reason }) => reason)}::text[]
    ) as skip (id, reason)
    where invocations.id = skip.id and invocations.state = 'PENDING' and invocations.offered_at is null`.execute(tx);
}

/** Locks those that wait for a turn that would come too late for their windows; passes over what somebody else holds. */
export async function lockTooLate(tx: Transaction, workRequestId: string, at: Date): Promise<Skipped[]> {
  const { rows } = await sql<Skipped>`
    select id, window_name as "windowName", start_until as "startUntil" from invocations
    where work_request_id = ${workRequestId}::text and state = 'PENDING' and released_at is null
      and start_until <= ${at}::timestamptz
    order by id
    for no key update skip locked`.execute(tx);
  return rows;
}

/** Tells those that wait, of one wave or of all, why they do. */
export async function explainWaiting(
  tx: Transaction,
  { workRequestId, wave }: { readonly workRequestId: string; readonly wave: number | null },
  reason: string,
): Promise<void> {
  await sql`
    update invocations set reason = ${reason}::text
    where id in (
      select id from invocations
      where work_request_id = ${workRequestId}::text and state = 'PENDING' and released_at is null
        and (${wave}::integer is null or wave = ${wave}::integer)
      order by id
      for no key update skip locked
    )`.execute(tx);
}
