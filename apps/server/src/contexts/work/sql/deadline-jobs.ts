import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

export const DEADLINE_TASK = 'invocation-deadline';

export interface Deadline {
  readonly invocationId: string;
  readonly at: Date;
}

/**
 * Sets the one timer of each invocation, in the transaction that gives it its deadline. All in one call of the queue's
 * batch function: a call for each would send a NOTIFY each, of which 10,000 take twelve seconds.
 */
export async function scheduleDeadlines(tx: Transaction, deadlines: readonly Deadline[]): Promise<void> {
  if (deadlines.length === 0) return;
  await sql`
    select count(*) from graphile_worker.add_jobs(array(
      select row(
        ${DEADLINE_TASK}::text, json_build_object('invocationId', deadline.id), null, deadline.at, null,
        'deadline:' || deadline.id, null, null
      )::graphile_worker.job_spec
      from unnest(
        ${deadlines.map(({ invocationId }) => invocationId)}::text[],
        ${deadlines.map(({ at }) => at.toISOString())}::timestamptz[]
      ) as deadline (id, at)
    ))`.execute(tx);
}

export async function removeDeadlines(tx: Transaction, invocationIds: readonly string[]): Promise<void> {
  await sql`
    select count(graphile_worker.remove_job('deadline:' || id)) from unnest(${[...invocationIds]}::text[]) as id`.execute(
    tx,
  );
}

/** Open invocations whose deadline has passed, the longest overdue first; at most `limit`. */
export async function overdueInvocations(
  db: Db,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from invocations where deadline_at <= ${now}::timestamptz order by deadline_at limit ${limit}::integer`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}
