import { sql, type RawBuilder } from 'kysely';

/**
 * The id of the invocation that was under way on the instance at that time, for a `select`. A change is known to the
 * second only, so one that began in the same second counts. The tables of work are only read.
 */
export function runningThen(instanceId: RawBuilder<unknown>, at: RawBuilder<unknown>): RawBuilder<string | null> {
  return sql<string | null>`(
    select v.id from invocations v
    where v.instance_id = ${instanceId} and v.started_at < ${at} + interval '1 second'
      and (v.finished_at is null or v.finished_at >= ${at})
    order by v.started_at desc, v.id desc limit 1
  )`;
}
