import { finalInvocationStates } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** Ids of an instance's invocations that have not ended. */
export async function openInvocationsOf(db: Db, instanceId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from invocations
    where instance_id = ${instanceId}::text and state <> all(${[...finalInvocationStates]}::text[])
    order by id`.execute(db);
  return rows.map(({ id }) => id);
}
