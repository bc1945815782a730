import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

/**
 * Takes an instance out of the fleet; gives its display name, undefined when it is not there. Its key opens nothing any
 * more, and may enrol again as another instance; the public half stays, because signed manifests were judged by it.
 */
export async function retireInstance(tx: Transaction, id: string): Promise<string | undefined> {
  const { rows } = await sql<{ display_name: string }>`
    update managed_instances set retired_at = now(), key_thumbprint = 'removed:' || id
    where id = ${id}::text and retired_at is null
    returning display_name
  `.execute(tx);
  return rows[0]?.display_name;
}
