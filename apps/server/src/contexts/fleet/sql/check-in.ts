import type { CheckInRequest, InstanceFacts } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** A sign of life that is not older than this many seconds is not written again: it would say nothing new. */
export const FRESH_SECONDS = 30;

/**
 * Notes that the agent is alive and when its machine booted; gives the hash of the facts that the server holds. Nothing
 * is written when a sign of life of this boot was noted a moment ago, by an open link or an earlier check-in.
 */
export async function noteCheckIn(db: Db, instanceId: string, checkIn: CheckInRequest): Promise<string | undefined> {
  const { rows } = await sql<{ facts_hash: string }>`
    with noted as (
      update managed_instances
      set last_check_in_at = now(), boot_id = ${checkIn.bootId}, booted_at = ${checkIn.bootedAt}::timestamptz
      where id = ${instanceId} and (
        boot_id is distinct from ${checkIn.bootId} or last_check_in_at is null or last_check_in_at < now() - make_interval(secs => ${FRESH_SECONDS})
      )
    )
    select facts_hash from managed_instances where id = ${instanceId}
  `.execute(db);
  return rows[0]?.facts_hash;
}

/** A host that changes its name keeps the display name that a person gave it; one that nobody renamed follows. */
export async function noteFacts(db: Db, instanceId: string, facts: InstanceFacts, factsHash: string): Promise<void> {
  await sql`
    update managed_instances
    set
      display_name = case when display_name = hostname then ${facts.hostname} else display_name end,
      hostname = ${facts.hostname}, os_family = ${facts.osFamily}, os_name = ${facts.osName},
      os_version = ${facts.osVersion}, kernel_version = ${facts.kernelVersion}, architecture = ${facts.architecture},
      agent_version = ${facts.agentVersion},
      automatic_updates = ${facts.automaticUpdates === undefined ? null : JSON.stringify(facts.automaticUpdates)}::jsonb,
      facts_hash = ${factsHash}
    where id = ${instanceId} and facts_hash <> ${factsHash}
  `.execute(db);
}
