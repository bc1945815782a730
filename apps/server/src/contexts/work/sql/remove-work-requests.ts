import { finalInvocationStates, finalWorkRequestStates } from '@rustine/contract';
import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

/**
 * Locks work requests and their invocations, in the order of all work: invocations by id, then the work request. Those
 * of which anything is open are not among the answered ids, by ascending id.
 */
export async function lockEnded(tx: Transaction, workRequestIds: readonly string[]): Promise<string[]> {
  await sql`
    select from invocations where work_request_id = any(${[...workRequestIds]}::text[]) order by id for update`.execute(
    tx,
  );
  const { rows } = await sql<{ id: string }>`
    select w.id from work_requests w
    where w.id = any(${[...workRequestIds]}::text[]) and w.state = any(${[...finalWorkRequestStates]}::text[])
      and not exists (
        select from invocations i
        where i.work_request_id = w.id and i.state <> all(${[...finalInvocationStates]}::text[])
      )
    order by w.id
    for update`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Steps, log, kept pieces of output and publications go with them, by their foreign keys. */
export async function removeWorkRequests(tx: Transaction, workRequestIds: readonly string[]): Promise<void> {
  await sql`
    delete from work_requests
    where id = any(${[...workRequestIds]}::text[]) and state = any(${[...finalWorkRequestStates]}::text[])`.execute(tx);
}
