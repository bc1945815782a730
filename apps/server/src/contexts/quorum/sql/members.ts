import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

export interface MemberRow {
  readonly setId: string;
  readonly instanceId: string;
  readonly name: string;
  readonly lastCheckInAt: Date | null;
  /** A run restarts it; one that only waits for a lease is up. */
  readonly rebooting: boolean;
  readonly leased: boolean;
}

/** The members of sets by name; those that a person removed from the fleet count for nothing any more. */
export async function selectMembers(db: Db, setIds: readonly string[]): Promise<MemberRow[]> {
  const { rows } = await sql<MemberRow>`
    select q.set_id as "setId", m.id as "instanceId", m.display_name as name, m.last_check_in_at as "lastCheckInAt",
      exists (
        select from invocations v where v.instance_id = m.id and v.state = 'REBOOTING' and not exists (
          select from reboot_waits w where w.invocation_id = v.id
        )
      ) as rebooting,
      exists (
        select from reboot_leases l where l.set_id = q.set_id and l.instance_id = m.id
      ) as leased
    from quorum_set_members q join managed_instances m on m.id = q.instance_id
    where q.set_id = any(${[...setIds]}::text[]) and m.retired_at is null
    order by m.display_name, m.id`.execute(db);
  return rows;
}
