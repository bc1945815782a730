import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

/** Whether it is there, and stays until the transaction ends. */
export async function holdCompartment(tx: Transaction, id: string): Promise<boolean> {
  const { rows } = await sql`select from compartments where id = ${id}::text for key share`.execute(tx);
  return rows.length > 0;
}

export async function compartmentExists(db: Db, id: string): Promise<boolean> {
  const { rows } = await sql`select from compartments where id = ${id}::text`.execute(db);
  return rows.length > 0;
}
