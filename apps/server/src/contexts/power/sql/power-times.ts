import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** Sessions of an instance, or of a provider, that are asked how long things took: the newest. */
const SESSIONS_READ = 20;

/** What one run took, in seconds. Null for what it did not do, or what did not come to its end. */
export interface PowerTime {
  readonly wake: number | null;
  readonly putBack: number | null;
}

/**
 * From the ask to the first step of the run for which a machine was started: that it runs says its provider long before its
 * agent is there. When a run began, work knows, and what is kept of it once it was cleaned up. From letting go to being off.
 */
const times = sql`
  jsonb_build_object(
    'wake', case when s.starts > 0 and not s.started_by_other and h.asked_at <= s.start_asked_at
      then extract(epoch from coalesce(
        (select i.started_at from invocations i where i.id = h.invocation_id),
        (select d.started_at from run_durations d where d.invocation_id = h.invocation_id)
      ) - h.asked_at) end,
    'putBack', case when h.restore and s.outcome = 'STOPPED' then extract(epoch from h.told_at - h.released_at) end
  )`;

export interface BoundTimes {
  readonly instanceId: string;
  readonly providerId: string;
  readonly leaveOn: boolean;
  readonly times: readonly PowerTime[];
}

/** How long it took to start each bound one of these instances, and to put it back, on the provider that it has now. */
export async function timesOfInstances(db: Db, instanceIds: readonly string[]): Promise<BoundTimes[]> {
  const { rows } = await sql<BoundTimes>`
    select b.instance_id as "instanceId", b.provider_id as "providerId", b.leave_on as "leaveOn", array(
      select ${times} from (
        select * from power_sessions
        where instance_id = b.instance_id and provider_id = b.provider_id
        order by id desc limit ${SESSIONS_READ}::integer
      ) s join power_holders h on h.session_id = s.id
    ) as times
    from power_bindings b where b.instance_id = any(${[...instanceIds]}::text[])`.execute(db);
  return rows;
}

/** The same of all machines of each of these providers. */
export async function timesOfProviders(
  db: Db,
  providerIds: readonly string[],
): Promise<{ readonly providerId: string; readonly times: readonly PowerTime[] }[]> {
  const { rows } = await sql<{ providerId: string; times: PowerTime[] }>`
    select asked.id as "providerId", array(
      select ${times} from (
        select * from power_sessions where provider_id = asked.id order by id desc limit ${SESSIONS_READ}::integer
      ) s join power_holders h on h.session_id = s.id
    ) as times
    from unnest(${[...providerIds]}::text[]) as asked (id)`.execute(db);
  return rows;
}
