import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** Commands in one answer; the rest is announced again when the agent has accepted one of these. */
const COMMANDS_MAX = 50;

/**
 * The commands that an instance has not acknowledged, oldest first, noting that they went out: from then on a cancel
 * must be confirmed by the agent. An expired one is not handed out, the agent would refuse it.
 */
export async function offerCommands(
  db: Db,
  instanceId: string,
  now: Date,
): Promise<{ invocationId: string; jws: string }[]> {
  const { rows } = await sql<{ invocationId: string; jws: string }>`
    with waiting as (
      select id from invocations
      where instance_id = ${instanceId}::text and state = 'PENDING' and expires_at > ${now}::timestamptz
      order by id
      limit ${COMMANDS_MAX}::integer
      for no key update
    ), offered as (
      update invocations set offered_at = coalesce(offered_at, ${now}::timestamptz)
      from waiting where invocations.id = waiting.id
      returning invocations.id, command_jws
    )
    select id as "invocationId", command_jws as jws from offered order by id`.execute(db);
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
