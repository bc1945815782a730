import { finalWorkRequestStates } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** The health checks of a work request's waves that have not ended. */
export async function openHealthChecks(db: Db, workRequestId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select h.id from work_waves v join work_requests h on h.id = v.health_check_work_request_id
    where v.work_request_id = ${workRequestId}::text and h.state <> all(${[...finalWorkRequestStates]}::text[])
    order by h.id`.execute(db);
  return rows.map(({ id }) => id);
}
