import type { PowerKind, PowerOutcome, PowerPhase } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

/** A session as it is kept. Times are those of the server's clock. */
export interface SessionRow {
  readonly id: number;
  readonly instanceId: string;
  /** Null when the instance was bound to none, or the provider was deleted since. */
  readonly providerId: string | null;
  readonly kind: PowerKind | null;
  readonly ref: string;
  readonly leaveOn: boolean;
  readonly phase: PowerPhase;
  readonly version: number;
  readonly found: 'RUNNING' | 'STOPPED' | 'UNKNOWN' | null;
  readonly starts: number;
  readonly startAskedAt: Date | null;
  readonly startedByOther: boolean;
  readonly marker: string | null;
  readonly keepOn: boolean;
  readonly stopAskedAt: Date | null;
  readonly stopRepeatedAt: Date | null;
  readonly lookedAt: Date;
  readonly deadlineAt: Date | null;
  /** The provider's words when it could not be woken; what may still come up is then put back. */
  readonly wakeFault: string | null;
  readonly message: string;
  readonly outcome: PowerOutcome | null;
  readonly openedAt: Date;
  readonly awakeAt: Date | null;
  readonly endedAt: Date | null;
}

const columns = sql`
  s.id, s.instance_id as "instanceId", s.provider_id as "providerId", p.kind, s.ref, s.leave_on as "leaveOn", s.phase,
  s.version, s.found, s.starts, s.start_asked_at as "startAskedAt", s.started_by_other as "startedByOther", s.marker,
  s.keep_on as "keepOn", s.stop_asked_at as "stopAskedAt", s.stop_repeated_at as "stopRepeatedAt",
  s.looked_at as "lookedAt", s.deadline_at as "deadlineAt", s.wake_fault as "wakeFault", s.message, s.outcome, s.opened_at as "openedAt", s.awake_at as "awakeAt",
  s.ended_at as "endedAt"`;

const table = sql`power_sessions s left join power_providers p on p.id = s.provider_id`;

export async function getSession(db: Db, id: number): Promise<SessionRow | null> {
  const { rows } = await sql<SessionRow>`select ${columns} from ${table} where s.id = ${id}::bigint`.execute(db);
  return rows[0] ?? null;
}

/** A session in whatever phase, locked until the transaction ends. */
export async function lockSession(tx: Transaction, id: number): Promise<SessionRow | null> {
  const { rows } = await sql<SessionRow>`
    select ${columns} from ${table} where s.id = ${id}::bigint for no key update of s`.execute(tx);
  return rows[0] ?? null;
}

/** The open session of an instance, locked until the transaction ends. */
export async function lockOpenSession(tx: Transaction, instanceId: string): Promise<SessionRow | null> {
  const { rows } = await sql<SessionRow>`
    select ${columns} from ${table} where s.instance_id = ${instanceId}::text and s.phase <> 'ENDED'
    for no key update of s`.execute(tx);
  return rows[0] ?? null;
}

/** Another instance, a removed one too, for which the machine of this name is still woken or to be put back. */
export async function owedToOther(
  tx: Transaction,
  { providerId, ref, instanceId }: { readonly providerId: string; readonly ref: string; readonly instanceId: string },
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select instance_id as id from power_sessions
    where provider_id = ${providerId}::text and ref = ${ref}::text and phase <> 'ENDED'
      and instance_id <> ${instanceId}::text`.execute(tx);
  return rows[0]?.id ?? null;
}

/** The newest sessions of an instance, newest first. */
export async function listSessions(db: Db, instanceId: string, limit: number): Promise<SessionRow[]> {
  const { rows } = await sql<SessionRow>`
    select ${columns} from ${table} where s.instance_id = ${instanceId}::text order by s.id desc limit ${limit}::integer`.execute(
    db,
  );
  return rows;
}

/** Open sessions in which something is to be done and nothing was for a while; for each that no job may be waiting. */
export async function listIdleSessions(db: Db, movedBefore: Date): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select s.id from power_sessions s
    where s.moved_at < ${movedBefore}::timestamptz and (s.phase in ('WAKING', 'RESTORING') or (
      s.phase = 'AWAKE' and exists (
        select from power_holders h where h.session_id = s.id and h.restore and h.told_at is null
      )
    ))
    order by s.id`.execute(db);
  return rows.map(({ id }) => id);
}

/**
 * Opens the one session of an instance as it is bound now, unless one is open. A transaction that opens it at the same
 * time is waited for.
 */
export async function openSession(
  tx: Transaction,
  { instanceId, at, deadlineAt }: { readonly instanceId: string; readonly at: Date; readonly deadlineAt: Date },
): Promise<void> {
  await sql`
    insert into power_sessions (instance_id, provider_id, ref, leave_on, phase, deadline_at, looked_at, opened_at, moved_at)
    select ${instanceId}::text, b.provider_id, coalesce(b.ref, ''), coalesce(b.leave_on, false), 'WAKING',
      ${deadlineAt}::timestamptz, ${at}::timestamptz, ${at}::timestamptz, ${at}::timestamptz
    from (values (1)) as one (n) left join power_bindings b on b.instance_id = ${instanceId}::text
    on conflict (instance_id) where phase <> 'ENDED' do nothing`.execute(tx);
}

/** What a step changes; what is not named stays. */
export type SessionChange = Partial<
  Pick<
    SessionRow,
    | 'phase'
    | 'found'
    | 'starts'
    | 'startAskedAt'
    | 'startedByOther'
    | 'marker'
    | 'keepOn'
    | 'stopAskedAt'
    | 'stopRepeatedAt'
    | 'lookedAt'
    | 'deadlineAt'
    | 'wakeFault'
    | 'message'
    | 'outcome'
    | 'awakeAt'
    | 'endedAt'
  >
>;

/** Writes a session that is still as it was read. False: somebody changed it since, and nothing was written. */
export async function saveSession(
  tx: Transaction,
  session: SessionRow,
  change: SessionChange,
  at: Date,
): Promise<boolean> {
  const next = { ...session, ...change };
  const { rows } = await sql`
    update power_sessions set
      version = version + 1,
      phase = ${next.phase}::text,
      found = ${next.found}::text,
      starts = ${next.starts}::integer,
      start_asked_at = ${next.startAskedAt}::timestamptz,
      started_by_other = ${next.startedByOther}::boolean,
      marker = ${next.marker}::text,
      keep_on = ${next.keepOn}::boolean,
      stop_asked_at = ${next.stopAskedAt}::timestamptz,
      stop_repeated_at = ${next.stopRepeatedAt}::timestamptz,
      looked_at = ${next.lookedAt}::timestamptz,
      deadline_at = ${next.deadlineAt}::timestamptz,
      wake_fault = ${next.wakeFault}::text,
      message = ${next.message}::text,
      outcome = ${next.outcome}::text,
      awake_at = ${next.awakeAt}::timestamptz,
      ended_at = ${next.endedAt}::timestamptz,
      moved_at = ${at}::timestamptz
    where id = ${session.id}::bigint and version = ${session.version}::integer and phase <> 'ENDED'
    returning id`.execute(tx);
  return rows.length > 0;
}
