import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

/** A run that needs, or needed, the machine of a session. */
export interface HolderRow {
  readonly sessionId: number;
  readonly invocationId: string;
  readonly workRequestId: string;
  /** When work was told that the machine runs or does not. */
  readonly wokenAt: Date | null;
  readonly releasedAt: Date | null;
  /** What was answered when it let go; null before that. */
  readonly restore: boolean | null;
  readonly reason: string;
  readonly toldAt: Date | null;
}

const columns = sql`
  session_id as "sessionId", invocation_id as "invocationId", work_request_id as "workRequestId",
  woken_at as "wokenAt", released_at as "releasedAt", restore, reason, told_at as "toldAt"`;

export async function listHolders(db: Db, sessionId: number): Promise<HolderRow[]> {
  const { rows } = await sql<HolderRow>`
    select ${columns} from power_holders where session_id = ${sessionId}::bigint order by invocation_id`.execute(db);
  return rows;
}

/** The newest session that the invocation held. */
export async function getHolder(db: Db, invocationId: string): Promise<HolderRow | null> {
  const { rows } = await sql<HolderRow>`
    select ${columns} from power_holders where invocation_id = ${invocationId}::text order by session_id desc limit 1`.execute(
    db,
  );
  return rows[0] ?? null;
}

/** A run holds the session from now on, also one that had let go of it when it was taken for over. */
export async function holdOn(
  tx: Transaction,
  holder: Pick<HolderRow, 'sessionId' | 'invocationId' | 'workRequestId'> & { readonly at: Date },
): Promise<void> {
  await sql`
    insert into power_holders (session_id, invocation_id, work_request_id, asked_at)
    values (${holder.sessionId}::bigint, ${holder.invocationId}::text, ${holder.workRequestId}::text, ${holder.at}::timestamptz)
    on conflict (session_id, invocation_id) do update set
      asked_at = excluded.asked_at, released_at = null, restore = null, reason = '', told_at = null`.execute(tx);
}

/** The run lets go; what it was answered is kept, so that it is answered the same again. */
export async function releaseHolder(
  tx: Transaction,
  { sessionId, invocationId }: Pick<HolderRow, 'sessionId' | 'invocationId'>,
  { restore, reason, at }: { readonly restore: boolean; readonly reason: string; readonly at: Date },
): Promise<void> {
  await sql`
    update power_holders set released_at = ${at}::timestamptz, restore = ${restore}::boolean, reason = ${reason}::text
    where session_id = ${sessionId}::bigint and invocation_id = ${invocationId}::text and released_at is null`.execute(
    tx,
  );
}

/** Takes on to tell all that wait for the machine that it runs, or does not; gives those that were not told before. */
export async function claimUnwoken(tx: Transaction, sessionId: number, at: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update power_holders set woken_at = ${at}::timestamptz
    where session_id = ${sessionId}::bigint and woken_at is null and released_at is null
    returning invocation_id as id`.execute(tx);
  return rows.map(({ id }) => id).toSorted();
}

/** The same for all that wait for the machine to be put back. */
export async function claimUntold(tx: Transaction, sessionId: number, at: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update power_holders set told_at = ${at}::timestamptz
    where session_id = ${sessionId}::bigint and restore and told_at is null
    returning invocation_id as id`.execute(tx);
  return rows.map(({ id }) => id).toSorted();
}

/**
 * Locks what work will change when it is told, in work's own order: invocations by id, then their work requests. Who
 * locked a session first would wait for an invocation whose holder waits for the session.
 */
export async function lockInvocationsOf(
  tx: Transaction,
  holders: readonly Pick<HolderRow, 'invocationId' | 'workRequestId'>[],
): Promise<void> {
  const invocationIds = holders.map(({ invocationId }) => invocationId);
  const workRequestIds = holders.map(({ workRequestId }) => workRequestId);
  await sql`
    select id from invocations where id = any(${invocationIds}::text[]) order by id for no key update`.execute(tx);
  await sql`
    select id from work_requests where id = any(${workRequestIds}::text[]) order by id for no key update`.execute(tx);
}

/** Runs whose commands the agent of the instance has, or may have, and whose machine must not be switched off. */
export async function listUnderWay(
  db: Db,
  instanceId: string,
): Promise<Pick<HolderRow, 'invocationId' | 'workRequestId'>[]> {
  const { rows } = await sql<Pick<HolderRow, 'invocationId' | 'workRequestId'>>`
    select id as "invocationId", work_request_id as "workRequestId" from invocations
    where instance_id = ${instanceId}::text and (
      state in ('DELIVERED', 'RUNNING', 'REBOOTING', 'CANCELING') or (state = 'PENDING' and offered_at is not null)
    )
    order by id`.execute(db);
  return rows;
}

/** Waits for whoever is handing out commands of the instance at this moment, until it is seen which went out. */
export async function awaitOffers(tx: Transaction, instanceId: string): Promise<void> {
  await sql`
    select id from invocations where instance_id = ${instanceId}::text and state in ('PENDING', 'POWERING_ON')
    order by id for no key update`.execute(tx);
}

/** When the waking or the putting back fails by itself for which a run waits; null when it waits for neither. */
export async function deadlineOfHolder(db: Db, invocationId: string): Promise<Date | null> {
  const { rows } = await sql<{ deadlineAt: Date }>`
    select s.deadline_at as "deadlineAt" from power_holders h
    join power_sessions s on s.id = h.session_id and s.phase in ('WAKING', 'RESTORING')
    where h.invocation_id = ${invocationId}::text and (h.woken_at is null or (h.restore and h.told_at is null))`.execute(
    db,
  );
  return rows[0]?.deadlineAt ?? null;
}

/** Runs that ended and never let go of their machine: work forgot them, or its row was cleaned away. */
export async function listForgottenHolders(
  db: Db,
  askedBefore: Date,
): Promise<{ invocationId: string; instanceId: string }[]> {
  const { rows } = await sql<{ invocationId: string; instanceId: string }>`
    select h.invocation_id as "invocationId", s.instance_id as "instanceId"
    from power_holders h
    join power_sessions s on s.id = h.session_id and s.phase <> 'ENDED'
    left join invocations i on i.id = h.invocation_id
    where h.released_at is null and h.asked_at < ${askedBefore}::timestamptz and (i.id is null or i.deadline_at is null)
    order by h.invocation_id`.execute(db);
  return rows;
}
