import { sql } from 'kysely';
import type { Transaction } from '../../db/connect.ts';

/** Takes out all pools of one replica, which are those of its earlier lives when it has just started; their ids. */
export async function deletePoolsOfReplica(tx: Transaction, replicaId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ pool_id: string }>`
    delete from replicas where replica_id = ${replicaId}::text returning pool_id
  `.execute(tx);
  return rows.map((row) => row.pool_id);
}

/** Takes out one pool that has ended. */
export async function deletePool(tx: Transaction, poolId: string): Promise<void> {
  await sql`delete from replicas where pool_id = ${poolId}::text`.execute(tx);
}

/**
 * Takes out the pools whose heartbeat has stood still for longer than `deadAfterMs`; their ids. The clock is the
 * database's, so replicas need not agree on the time, and of many replicas one gets each row.
 */
export async function deleteSilentPools(tx: Transaction, deadAfterMs: number): Promise<readonly string[]> {
  const { rows } = await sql<{ pool_id: string }>`
    delete from replicas where heartbeat_at < now() - make_interval(secs => ${deadAfterMs / 1000}::float8) returning pool_id
  `.execute(tx);
  return rows.map((row) => row.pool_id);
}
