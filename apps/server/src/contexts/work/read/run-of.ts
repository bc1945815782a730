import type { InvocationState, OsFamily } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { parametersOf } from '../sql/effective-parameters.ts';

/** What an invocation runs, with the versions that its wave is bound to. */
export interface RunOfInvocation {
  readonly instanceId: string;
  readonly osFamily: OsFamily;
  readonly workRequestId: string;
  readonly state: InvocationState;
  /** Whether the agent has told how it ended. */
  readonly agentEnded: boolean;
  readonly documentName: string;
  readonly documentVersion: number;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
}

/** Null when there is no such invocation, and while its command has gone out to nobody. */
export async function runOf(db: Db, invocationId: string): Promise<RunOfInvocation | null> {
  const { rows } = await sql<RunOfInvocation>`
    select i.instance_id as "instanceId", m.os_family as "osFamily", i.work_request_id as "workRequestId", i.state,
      i.agent_state is not null as "agentEnded",
      w.document_name as "documentName", w.document_version as "documentVersion",
      ${parametersOf('i')} as parameters
    from invocations i
    join work_requests w on w.id = i.work_request_id
    join managed_instances m on m.id = i.instance_id
    left join work_waves v on v.work_request_id = i.work_request_id and v.position = i.wave
    where i.id = ${invocationId}::text and i.offered_at is not null`.execute(db);
  return rows[0] ?? null;
}
