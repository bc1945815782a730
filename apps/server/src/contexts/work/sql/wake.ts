import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

/** Channel of LISTEN/NOTIFY; a payload is instance ids separated by commas. */
export const WAKE_CHANNEL = 'rustine_inbox';

/** A payload must stay below 8,000 bytes (PostgreSQL manual, NOTIFY); an id and its comma are 40. */
const IDS_PER_PAYLOAD = 150;

/** Wakes the links of these instances, on whichever replica they hang, when and only when the transaction commits. */
export async function wakeInstances(tx: Transaction, instanceIds: readonly string[]): Promise<void> {
  const payloads: string[] = [];
  for (let start = 0; start < instanceIds.length; start += IDS_PER_PAYLOAD) {
    payloads.push(instanceIds.slice(start, start + IDS_PER_PAYLOAD).join(','));
  }
  await sql`
    select count(pg_notify(${WAKE_CHANNEL}::text, payload)) from unnest(${payloads}::text[]) as payload`.execute(tx);
}

/** Wakes an instance again when commands are left that its last inbox had no room for. */
export async function wakeForMore(tx: Transaction, instanceId: string, now: Date): Promise<void> {
  await sql`
    select pg_notify(${WAKE_CHANNEL}::text, ${instanceId}::text)
    where exists (
      select from invocations
      where instance_id = ${instanceId}::text and state in ('PENDING', 'POWERING_ON') and expires_at > ${now}::timestamptz
    )`.execute(tx);
}

/** Those of the instances for which a command or a cancel waits. */
export async function instancesWithInbox(db: Db, instanceIds: readonly string[], now: Date): Promise<string[]> {
  const { rows } = await sql<{ instanceId: string }>`
    select instance_id as "instanceId" from unnest(${[...instanceIds]}::text[]) as instance_id
    where exists (
      select from invocations i
      where i.instance_id = instance_id.instance_id and i.state in ('PENDING', 'POWERING_ON', 'CANCELING')
        and (i.state = 'CANCELING' or i.expires_at > ${now}::timestamptz)
    ) or exists (
      select from invocations i
      where i.instance_id = instance_id.instance_id and i.state = 'CANCELED' and i.agent_state is null and i.last_event_seq > 0
    )`.execute(db);
  return rows.map(({ instanceId }) => instanceId);
}
