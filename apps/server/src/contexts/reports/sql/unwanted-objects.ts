import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

/** Forgets the whole outputs of these invocations' steps, and writes down that the store is to delete their objects. */
export async function releaseOutputs(tx: Transaction, invocationIds: readonly string[]): Promise<void> {
  await sql`
    with released as (
      delete from step_outputs where invocation_id = any(${[...invocationIds]}::text[]) returning key
    )
    insert into unwanted_objects (key) select key from released
    on conflict (key) do nothing`.execute(tx);
}

export async function listUnwanted(db: Db, { after, limit }: { after: string; limit: number }): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select key from unwanted_objects where key > ${after}::text order by key limit ${limit}::int`.execute(db);
  return rows.map(({ key }) => key);
}

export async function forgetUnwanted(db: Db, key: string): Promise<void> {
  await sql`delete from unwanted_objects where key = ${key}::text`.execute(db);
}
