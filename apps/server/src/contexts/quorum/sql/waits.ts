import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

export interface WaitRow {
  readonly setId: string;
  readonly instanceId: string;
  readonly invocationId: string;
  readonly since: Date;
  readonly reason: string;
}

/** Who waits, the longest first. One that has not asked since `askedSince` is not there to get a lease. */
export async function selectWaits(db: Db, setIds: readonly string[], askedSince: Date): Promise<WaitRow[]> {
  const { rows } = await sql<WaitRow>`
    select q.set_id as "setId", w.instance_id as "instanceId", w.invocation_id as "invocationId", w.since, w.reason
    from reboot_waits w join quorum_set_members q on q.instance_id = w.instance_id
    where q.set_id = any(${[...setIds]}::text[]) and w.asked_at >= ${askedSince}::timestamptz
    order by w.since, w.invocation_id`.execute(db);
  return rows;
}

/** Since when an invocation waits, now that it asks again. */
export async function noteAsk(
  tx: Transaction,
  ask: { readonly invocationId: string; readonly instanceId: string; readonly at: Date },
): Promise<Date> {
  const { rows } = await sql<{ since: Date }>`
    insert into reboot_waits (invocation_id, instance_id, since, asked_at, reason)
    values (${ask.invocationId}::text, ${ask.instanceId}::text, ${ask.at}::timestamptz, ${ask.at}::timestamptz, '')
    on conflict (invocation_id) do update set asked_at = excluded.asked_at
    returning since`.execute(tx);
  return rows[0]!.since;
}

export async function noteWaitReason(tx: Transaction, invocationId: string, reason: string): Promise<void> {
  await sql`update reboot_waits set reason = ${reason}::text where invocation_id = ${invocationId}::text`.execute(tx);
}

/** It waits no longer: it reboots, or is given up. */
export async function endWait(tx: Transaction, invocationIds: readonly string[]): Promise<void> {
  await sql`delete from reboot_waits where invocation_id = any(${[...invocationIds]}::text[])`.execute(tx);
}
