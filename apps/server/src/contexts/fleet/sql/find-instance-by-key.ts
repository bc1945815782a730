import { sql } from 'kysely';
import type { Ed25519PublicJwk } from '@rustine/contract';
import type { Db } from '../../../db/connect.ts';

export interface InstanceKeyRow {
  readonly id: string;
  readonly public_key: Ed25519PublicJwk;
}

export async function findInstanceByThumbprint(db: Db, thumbprint: string): Promise<InstanceKeyRow | undefined> {
  const { rows } = await sql<InstanceKeyRow>`
    select id, public_key from managed_instances where key_thumbprint = ${thumbprint}
  `.execute(db);
  return rows[0];
}

export async function findPublicKey(db: Db, instanceId: string): Promise<Ed25519PublicJwk | undefined> {
  const { rows } = await sql<InstanceKeyRow>`
    select id, public_key from managed_instances where id = ${instanceId}
  `.execute(db);
  return rows[0]?.public_key;
}
