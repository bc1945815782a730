import { hostname } from 'node:os';
import { sql } from 'kysely';
import type { Db } from '../../db/connect.ts';

/**
 * Makes a worker pool known, or its heartbeat new. It is known before it may lock its first job: an unknown locker
 * could not be declared dead.
 *
 * @returns true when the pool was not known.
 */
export async function registerPool(
  db: Db,
  { poolId, replicaId }: { poolId: string; replicaId: string },
): Promise<boolean> {
  const { rows } = await sql<{ inserted: boolean }>`
    insert into replicas (pool_id, replica_id, hostname, pid)
    values (${poolId}::text, ${replicaId}::text, ${hostname()}::text, ${process.pid}::int)
    on conflict (pool_id) do update set heartbeat_at = now()
    returning xmax = 0 as inserted
  `.execute(db);
  return rows[0]?.inserted === true;
}
