import { finalWorkRequestStates } from '@rustine/contract';
import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

/** Bounds of one batch: the work that is lost and repeated when the server dies in the middle of it. */
const WORK_REQUESTS_MAX = 200;
/** Of invocations; a work request that alone has more is a batch of its own. */
const INVOCATIONS_MAX = 5_000;

export interface Chosen {
  readonly batchId: string;
  /** Those that ended before. */
  readonly endedBefore: Date;
  /** Those of which an agent has not told the end ended before this: it may still bring reports. */
  readonly untoldBefore: Date;
}

/**
 * Puts the work requests that ended long ago and have the oldest ids into a new batch, for good: all made on one day, so
 * that they are one part of each table. Passed over are those that others still wait for: reports on their way, an open
 * ask for changelogs, an agent that took the command and never told how it ended, a retry that goes on with their waves.
 *
 * @returns how many it took; 0 means that there are none and no batch was made.
 */
export async function chooseBatch(tx: Transaction, { batchId, endedBefore, untoldBefore }: Chosen): Promise<number> {
  const { rows } = await sql<{ day: string; ids: string[] }>`
    with due as (
      select w.id, ${dayOf(sql`w.id`)} as day
      from work_requests w
      where w.state = any(${[...finalWorkRequestStates]}::text[]) and w.finished_at < ${endedBefore}::timestamptz
        and not exists (select from history_batch_members m where m.work_request_id = w.id)
        and not exists (
          select from reports r where r.work_request_id = w.id and r.state in ('GRANTED', 'UPLOADED')
        )
        and not exists (
          with recursive later as (
            select r.id, r.finished_at from work_requests r where r.retry_of = w.id and r.wave_plan is not null
            union all
            select r.id, r.finished_at from later join work_requests r
              on r.retry_of = later.id and r.wave_plan is not null
          )
          select from later where finished_at is null
        )
        and not exists (select from changelog_asks a where a.work_request_id = w.id and a.closed_at is null)
        and not exists (
          select from invocations i
          where i.work_request_id = w.id and (
            i.deadline_at is not null
            or (i.last_event_seq > 0 and i.agent_state is null and i.finished_at >= ${untoldBefore}::timestamptz)
          )
        )
      order by w.id
      limit ${WORK_REQUESTS_MAX}::int
    ), of_one_day as (
      select id, day, (select count(*) from invocations i where i.work_request_id = due.id) as invocations
      from due where day = (select min(day) from due)
    ), counted as (
      select id, day, sum(invocations) over (order by id) - invocations as before from of_one_day
    )
    select day, array_agg(id order by id) as ids from counted where before < ${INVOCATIONS_MAX}::int group by day`.execute(
    tx,
  );
  const [chosen] = rows;
  if (chosen === undefined) return 0;
  // Due at once, whatever the clocks of the replicas say.
  await sql`
    insert into history_batches (id, day, next_attempt_at)
    values (${batchId}::text, ${chosen.day}::date, to_timestamp(0))`.execute(tx);
  await sql`
    insert into history_batch_members (work_request_id, batch_id)
    select unnest(${chosen.ids}::text[]), ${batchId}::text`.execute(tx);
  return chosen.ids.length;
}

/** The UTC day on which a UUIDv7 of ours was made: the first 48 bits are milliseconds (RFC 9562). */
function dayOf(id: ReturnType<typeof sql>) {
  const hex = sql`replace(substr(${id}, strpos(${id}, '-') + 1, 13), '-', '')`;
  return sql`(to_timestamp(('x' || lpad(${hex}, 16, '0'))::bit(64)::bigint / 1000.0) at time zone 'UTC')::date`;
}
