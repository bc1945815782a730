import type { InstanceStatus } from '@rustine/contract';
import { ONLINE_SECONDS_MAX, STALE_SECONDS_MAX } from '@rustine/domain';
import { sql, type RawBuilder } from 'kysely';

/** Whether a run restarts the instance `i` at this moment; the table is that of work and is only read. */
export const isRebooting = sql<boolean>`exists (
  select from invocations v where v.instance_id = i.id and v.state = 'REBOOTING'
)`;

/** Whoever powers it said that it is off, and no sign of life came since. Never null. */
const isStopped = sql<boolean>`(
  i.stopped_at is not null and (i.last_check_in_at is null or i.last_check_in_at <= i.stopped_at)
)`;

/** The condition that the instance `i` has a status at `now`, as the pure `instanceStatus` would say. */
export function hasStatus(status: InstanceStatus, now: Date): RawBuilder<boolean> {
  const before = (seconds: number) => sql`${new Date(now.getTime() - seconds * 1000).toISOString()}::timestamptz`;
  const online = before(ONLINE_SECONDS_MAX);
  const stale = before(STALE_SECONDS_MAX);
  switch (status) {
    case 'REBOOTING':
      return sql<boolean>`(${isRebooting} and not ${isStopped})`;
    case 'STOPPED':
      return isStopped;
    case 'ONLINE':
      return sql<boolean>`(i.last_check_in_at >= ${online} and not ${isRebooting} and not ${isStopped})`;
    case 'STALE':
      return sql<boolean>`(i.last_check_in_at < ${online} and i.last_check_in_at >= ${stale} and not ${isRebooting} and not ${isStopped})`;
    case 'OFFLINE':
      return sql<boolean>`((i.last_check_in_at is null or i.last_check_in_at < ${stale}) and not ${isRebooting} and not ${isStopped})`;
    default:
      return status satisfies never;
  }
}
