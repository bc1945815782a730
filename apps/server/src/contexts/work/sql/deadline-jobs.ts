import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

export const DEADLINE_TASK = 'invocation-deadline';

export interface Deadline {
  readonly invocationId: string;
  readonly at: Date;
}

/** Sets the one timer of each invocation, in the transaction that gives it its deadline. */
export async function scheduleDeadlines(tx: Transaction, deadlines: readonly Deadline[]): Promise<void> {
  await sql`
    select count(graphile_worker.add_job(
      identifier => ${DEADLINE_TASK}::text,
      payload => json_build_object('invocationId', deadline.id),
      run_at => deadline.at,
      job_key => 'deadline:' || deadline.id
    ))
    from unnest(
      ${deadlines.map(({ invocationId }) => invocationId)}::text[],
      ${deadlines.map(({ at }) => at.toISOString())}::timestamptz[]
    ) as deadline (id, at)`.execute(tx);
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
