import { finalInvocationStates } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

export interface LeaseRow {
  readonly setId: string;
  readonly instanceId: string;
  readonly instanceName: string;
  readonly invocationId: string;
  readonly grantedAt: Date;
  readonly expectedBackBy: Date;
}

export async function selectLeases(db: Db, setIds: readonly string[]): Promise<LeaseRow[]> {
  const { rows } = await sql<LeaseRow>`
    select l.set_id as "setId", l.instance_id as "instanceId", m.display_name as "instanceName",
      l.invocation_id as "invocationId", l.granted_at as "grantedAt", l.expected_back_by as "expectedBackBy"
    from reboot_leases l join managed_instances m on m.id = l.instance_id
    where l.set_id = any(${[...setIds]}::text[])
    order by l.granted_at, l.instance_id`.execute(db);
  return rows;
}

/** Asked for again after a crash of the agent, the same lease is renewed. */
export async function grantLeases(
  tx: Transaction,
  setIds: readonly string[],
  lease: {
    readonly instanceId: string;
    readonly invocationId: string;
    readonly at: Date;
    readonly expectedBackBy: Date;
  },
): Promise<void> {
  await sql`
    insert into reboot_leases (set_id, instance_id, invocation_id, granted_at, expected_back_by)
    select id, ${lease.instanceId}::text, ${lease.invocationId}::text, ${lease.at}::timestamptz,
      ${lease.expectedBackBy}::timestamptz
    from unnest(${[...setIds]}::text[]) as id
    on conflict (set_id, instance_id) do update set
      invocation_id = excluded.invocation_id, expected_back_by = excluded.expected_back_by`.execute(tx);
}

/**
 * Ends the leases whose machine is up again: its run has ended, it gives signs of life, and either no reboot is owed any
 * more, or the agent itself told the end, or it runs under another boot id than the one it was to leave. Also those of
 * machines that a person removed. Returns how many.
 */
export async function releaseProven(tx: Transaction, { onlineSince }: { readonly onlineSince: Date }): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from reboot_leases l using managed_instances m
    where m.id = l.instance_id and (
      m.retired_at is not null or (
        m.last_check_in_at >= ${onlineSince}::timestamptz and m.last_check_in_at > l.granted_at and not exists (
          select from invocations i where i.id = l.invocation_id and (
            i.state <> all(${[...finalInvocationStates]}::text[]) or not (
              i.reboot_step is null or i.agent_state is not null or m.boot_id is distinct from i.reboot_from_boot_id
            )
          )
        )
      )
    )`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

/** False when there is none. */
export async function deleteLease(tx: Transaction, setId: string, instanceId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from reboot_leases where set_id = ${setId}::text and instance_id = ${instanceId}::text`.execute(tx);
  return numAffectedRows === 1n;
}
