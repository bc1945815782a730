import type { WorkLogEntry } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

interface LogRow extends Omit<WorkLogEntry, 'at'> {
  readonly id: number;
  readonly at: Date;
}

/** In the order in which it was written, above `after`. */
export async function selectWorkLog(
  db: Db,
  workRequestId: string,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<LogRow[]> {
  const { rows } = await sql<LogRow>`
    select l.id, l.at, l.level, l.invocation_id as "invocationId", m.display_name as "instanceName", l.message
    from work_log l
    left join invocations i on i.id = l.invocation_id
    left join managed_instances m on m.id = i.instance_id
    where l.work_request_id = ${workRequestId}::text and l.id > ${after ?? '0'}::bigint
    order by l.id
    limit ${limit}::integer`.execute(db);
  return rows;
}

export function presentLogEntry({ at, level, invocationId, instanceName, message }: LogRow): WorkLogEntry {
  return { at: at.toISOString(), level, invocationId, instanceName, message };
}
