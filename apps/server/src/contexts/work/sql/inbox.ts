import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { parametersOf } from './effective-parameters.ts';

/** Commands in one answer; the rest is announced again when the agent has accepted one of these. */
const COMMANDS_MAX = 50;

const effectiveParameters = parametersOf('o');

/** What a command says, but for the document's text. */
export interface OfferedCommand {
  readonly invocationId: string;
  readonly workRequestId: string;
  readonly documentName: string;
  readonly documentVersion: number;
  readonly parameters: Record<string, string[]>;
  readonly timeoutSeconds: number;
  readonly releasedAt: Date;
  readonly expiresAt: Date;
  readonly startUntil: Date | null;
  readonly heedsFreezes: boolean;
  /** When its agent cancels it by itself; null for one that is let finish. */
  readonly cancelAt: Date | null;
}

const isWaiting = (instanceId: string, now: Date) => sql`
  i.instance_id = ${instanceId}::text
  and ((i.state = 'PENDING' and i.released_at is not null) or (i.state = 'POWERING_ON' and i.woken_at is not null))
  and i.expires_at > ${now}::timestamptz`;

/** Ids of the commands that wait for an instance and that a freeze would hold up. */
export async function commandsUnderFreezes(db: Db, instanceId: string, now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select i.id from invocations i join work_requests w on w.id = i.work_request_id
    where ${isWaiting(instanceId, now)} and w.heeds_freezes
    order by i.id`.execute(db);
  return rows.map(({ id }) => id);
}

/**
 * The commands that an instance has not acknowledged, oldest first, noting that they went out: from then on a cancel
 * must be confirmed by the agent. An expired one is not handed out, the agent would refuse it; nor is one that still
 * waits for its turn, or whose machine was asked to start and is not known to run, or any while the machine shuts down; nor,
 * while the instance is `frozen`, one that heeds freezes.
 */
export async function offerCommands(
  db: Db,
  instanceId: string,
  { now, frozen }: { readonly now: Date; readonly frozen: boolean },
): Promise<OfferedCommand[]> {
  const { rows } = await sql<OfferedCommand>`
    with waiting as (
      select i.id from invocations i join work_requests w on w.id = i.work_request_id
      where ${isWaiting(instanceId, now)} and not (${frozen}::boolean and w.heeds_freezes)
        and not exists (
          select from power_sessions s
          where s.instance_id = ${instanceId}::text and s.phase = 'RESTORING' and s.stop_asked_at is not null
        )
      order by i.id
      limit ${COMMANDS_MAX}::integer
      for no key update of i
    ), offered as (
      update invocations set offered_at = coalesce(offered_at, ${now}::timestamptz)
      from waiting where invocations.id = waiting.id
      returning invocations.id, work_request_id, wave, pins_key, timeout_seconds, released_at, expires_at, start_until,
        window_closes_at
    )
    select o.id as "invocationId", w.id as "workRequestId", w.document_name as "documentName",
      w.document_version as "documentVersion", ${effectiveParameters} as parameters, o.timeout_seconds as "timeoutSeconds",
      o.released_at as "releasedAt", o.expires_at as "expiresAt",
      o.start_until as "startUntil", w.heeds_freezes as "heedsFreezes",
      case when w.window_rule ->> 'atEnd' = 'CANCEL' then o.window_closes_at end as "cancelAt"
    from offered o
    join work_requests w on w.id = o.work_request_id
    left join work_waves v on v.work_request_id = o.work_request_id and v.position = o.wave
    order by o.id`.execute(db);
  return rows;
}

/** What the agent must end: also what was given up as canceled while it turned out to run. */
export async function cancelsOf(db: Db, instanceId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from invocations where instance_id = ${instanceId}::text and state = 'CANCELING' and agent_state is null
    union all
    select id from invocations
    where instance_id = ${instanceId}::text and state = 'CANCELED' and agent_state is null and last_event_seq > 0
    order by id`.execute(db);
  return rows.map(({ id }) => id);
}
