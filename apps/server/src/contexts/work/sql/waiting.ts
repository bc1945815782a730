import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

/**
 * Whether the instance `m` gave a sign of life since then, and nobody said later that it is off. One that is being
 * switched off, as it was found, is on its way out although it may still say that it is there.
 */
const isThere = (onlineSince: Date) => sql`(
  coalesce(m.last_check_in_at >= ${onlineSince}::timestamptz, false)
    and coalesce(m.last_check_in_at > m.stopped_at, true)
    and not exists (select from power_sessions s where s.instance_id = m.id and s.phase = 'RESTORING')
)`;

/** Those of the instances that would have to be woken if their turn came now. */
export async function listSilent(db: Db, instanceIds: readonly string[], onlineSince: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select m.id from managed_instances m
    where m.id = any(${[...instanceIds]}::text[]) and not ${isThere(onlineSince)}`.execute(db);
  return rows.map(({ id }) => id);
}

/** One whose turn is next. */
export interface NextInLine {
  readonly id: string;
  readonly instanceId: string;
  /** Its instance gave a sign of life lately, nobody said since that it is off, and it is not being switched off. */
  readonly online: boolean;
}

/** `wave` null: of all that wait. */
export interface Line {
  readonly workRequestId: string;
  readonly wave: number | null;
}

/**
 * Locks the next `count`: those first whose instances gave a sign of life since `onlineSince`, in the order in which they
 * were asked for. The caller holds the work request; one that somebody else holds, who can only be ending it, is passed
 * over, because waiting for it in this order of locks could never end. Those that are there are asked for by themselves:
 * to put all that wait in order would read each of them at every turn.
 */
export async function nextInLine(
  tx: Transaction,
  line: Line,
  { count, onlineSince }: { readonly count: number; readonly onlineSince: Date },
): Promise<NextInLine[]> {
  const there = await lockThere(tx, line, { count, onlineSince });
  if (there.length === count) return there;
  const taken = new Set(there.map(({ id }) => id));
  const others = (await lockAnyone(tx, line, { count, onlineSince })).filter(({ id }) => !taken.has(id));
  return [...there, ...others.slice(0, count - there.length)];
}

interface Wanted {
  readonly count: number;
  readonly onlineSince: Date;
}

async function lockThere(
  tx: Transaction,
  { workRequestId, wave }: Line,
  { count, onlineSince }: Wanted,
): Promise<NextInLine[]> {
  const { rows } = await sql<NextInLine>`
    select i.id, i.instance_id as "instanceId", true as online
    from invocations i
    join managed_instances m on m.id = i.instance_id
    where i.work_request_id = ${workRequestId}::text and i.state = 'PENDING' and i.released_at is null
      and (${wave}::integer is null or i.wave = ${wave}::integer)
      and ${isThere(onlineSince)}
    order by i.id
    limit ${count}::integer
    for no key update of i skip locked`.execute(tx);
  return rows;
}

/** There or not, also what this transaction has locked: one may have come, or gone, since it looked for those that are there. */
async function lockAnyone(
  tx: Transaction,
  { workRequestId, wave }: Line,
  { count, onlineSince }: Wanted,
): Promise<NextInLine[]> {
  const { rows } = await sql<NextInLine>`
    select i.id, i.instance_id as "instanceId", ${isThere(onlineSince)} as online
    from invocations i
    join managed_instances m on m.id = i.instance_id
    where i.work_request_id = ${workRequestId}::text and i.state = 'PENDING' and i.released_at is null
      and (${wave}::integer is null or i.wave = ${wave}::integer)
    order by i.id
    limit ${count}::integer
    for no key update of i skip locked`.execute(tx);
  return rows;
}

/**
 * Locks those whose turn came and whose instances fell silent before they fetched their commands; passes over what
 * somebody else holds.
 */
export async function lockSilent(tx: Transaction, workRequestId: string, onlineSince: Date): Promise<NextInLine[]> {
  const { rows } = await sql<NextInLine>`
    select i.id, i.instance_id as "instanceId", false as online
    from invocations i
    join managed_instances m on m.id = i.instance_id
    where i.work_request_id = ${workRequestId}::text and i.state = 'PENDING' and i.released_at is not null
      and i.offered_at is null
      and not ${isThere(onlineSince)}
    order by i.id
    for no key update of i skip locked`.execute(tx);
  return rows;
}

export interface Released {
  readonly id: string;
  readonly instanceId: string;
  readonly deadlineAt: Date;
}

export interface ReleaseTimes {
  readonly at: Date;
  /** Its window may end it sooner. */
  readonly expiresAt: Date;
}

/** Gives locked ones their turn: from now on their agents may fetch the command. */
export async function releaseInvocations(
  tx: Transaction,
  invocationIds: readonly string[],
  { at, expiresAt }: ReleaseTimes,
): Promise<Released[]> {
  const { rows } = await sql<Released>`
    update invocations set
      reason = '', released_at = ${at}::timestamptz,
      expires_at = least(start_until, ${expiresAt}::timestamptz),
      deadline_at = least(start_until, ${expiresAt}::timestamptz)
    where id = any(${[...invocationIds]}::text[])
    returning id, instance_id as "instanceId", deadline_at as "deadlineAt"`.execute(tx);
  return rows;
}

/** Gives locked ones their turn whose machines must be started first. */
export async function releaseToWake(
  tx: Transaction,
  invocationIds: readonly string[],
  { at, expiresAt, deadlineAt, reason }: ReleaseTimes & { readonly deadlineAt: Date; readonly reason: string },
): Promise<Released[]> {
  const { rows } = await sql<Released>`
    update invocations set
      state = 'POWERING_ON', power = 'WAKING', reason = ${reason}::text, released_at = ${at}::timestamptz,
      expires_at = least(start_until, ${expiresAt}::timestamptz),
      deadline_at = least(start_until, ${deadlineAt}::timestamptz)
    where id = any(${[...invocationIds]}::text[])
    returning id, instance_id as "instanceId", deadline_at as "deadlineAt"`.execute(tx);
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

/**
 * Work requests at which somebody has to look, the oldest first: something of them waits for its turn, a wave of them is
 * under way, their time has come, or an instance may have to be woken after all.
 */
export async function workRequestsToLookAt(db: Db, now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select work_request_id as id from invocations where state = 'PENDING' and released_at is null
    union
    select work_request_id from work_waves
    where state in ('RUNNING', 'BAKING', 'CHECKING') or decide_until is not null
    union
    select i.work_request_id from invocations i join work_requests w on w.id = i.work_request_id
    where i.state = 'PENDING' and i.released_at is not null and i.offered_at is null and w.power = 'WAKE'
    union
    select id from work_requests where look_at <= ${now}::timestamptz
    order by id`.execute(db);
  return rows.map(({ id }) => id);
}
