import { sql } from 'kysely';
import type { Db } from '../../db/connect.ts';

/** The name that all replicas on this database sign commands with and that agents pin. Made once, by a migration. */
export async function readServerId(db: Db): Promise<string> {
  const { rows } = await sql<{ serverId: string }>`select server_id as "serverId" from server_identity`.execute(db);
  const serverId = rows[0]?.serverId;
  if (serverId === undefined)
    throw new Error('the table server_identity is empty: restore it from a backup, agents trust its value');
  return serverId;
}
