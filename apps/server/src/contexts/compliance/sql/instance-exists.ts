import { CodedError } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** @throws CodedError NOT_FOUND: an instance that is not there is not one that misses nothing. */
export async function requireInstance(db: Db, instanceId: string): Promise<void> {
  const { rows } =
    await sql`select from managed_instances where id = ${instanceId}::text and retired_at is null`.execute(db);
  if (rows.length === 0) throw new CodedError('NOT_FOUND', `There is no managed instance ${instanceId}.`);
}
