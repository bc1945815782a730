import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

/** Claims a UTC day for the caller's transaction; a claim under way is waited for. False when another has it. */
export async function claimDay(tx: Transaction, now: Date): Promise<boolean> {
  const { rows } = await sql`
    insert into history_runs (day, chosen_at, work_requests)
    values ((${now}::timestamptz at time zone 'UTC')::date, ${now}::timestamptz, 0)
    on conflict (day) do nothing
    returning day`.execute(tx);
  return rows.length > 0;
}

export async function noteChosen(tx: Transaction, now: Date, count: number): Promise<void> {
  await sql`
    update history_runs set work_requests = ${count}::int
    where day = (${now}::timestamptz at time zone 'UTC')::date`.execute(tx);
}

/** Whether there is something to do: nothing was chosen on this UTC day yet, or a batch is due. */
export async function isCleaningDue(db: Db, now: Date): Promise<boolean> {
  const { rows } = await sql<{ due: boolean }>`
    select not exists (select from history_runs where day = (${now}::timestamptz at time zone 'UTC')::date)
      or exists (
        select from history_batches where finished_at is null and next_attempt_at <= ${now}::timestamptz
      ) as due`.execute(db);
  return rows[0]!.due;
}
