import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';
import type { Ask } from './claim-changelogs.ts';

/** Asks that are written down and were not yet turned into work, or nobody noted that they were. */
export async function listUnsentAsks(db: Db): Promise<Ask[]> {
  const { rows } = await sql<Ask>`
    select id, instance_id as "instanceId", items from changelog_asks
    where closed_at is null and work_request_id is null order by created_at, id`.execute(db);
  return rows;
}

export async function noteSentAsk(
  tx: Transaction,
  askId: string,
  sent: { workRequestId: string; invocationId: string | null },
): Promise<void> {
  await sql`
    update changelog_asks
    set work_request_id = ${sent.workRequestId}::text, invocation_id = ${sent.invocationId}::text
    where id = ${askId}::text`.execute(tx);
  await sql`
    update package_changelogs set invocation_id = ${sent.invocationId}::text
    where ask_id = ${askId}::text and state = 'ASKED'`.execute(tx);
}
