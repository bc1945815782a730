import { finalWorkRequestStates, type JobReboot } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

/** Executions whose work request has ended, which is not noted yet. */
export async function endedExecutions(db: Db, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select e.id from job_executions e join work_requests w on w.id = e.work_request_id
    where e.state = 'STARTED' and e.settled_at is null and w.state = any(${[...finalWorkRequestStates]}::text[])
    order by e.id limit ${limit}::integer`.execute(db);
  return rows.map(({ id }) => id);
}

/** Notes how an execution ended, and how long it took if anything of it began. False when that was noted before. */
export async function settleExecution(tx: Transaction, id: string, at: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update job_executions e set
      work_request_state = w.state, settled_at = ${at}::timestamptz,
      took_seconds = case when w.started_at is not null
        then round(extract(epoch from w.finished_at - w.created_at))::integer end
    from work_requests w
    where e.id = ${id}::text and w.id = e.work_request_id and e.settled_at is null
      and w.state = any(${[...finalWorkRequestStates]}::text[])`.execute(tx);
  return numAffectedRows === 1n;
}

/** Instances where the change was made: all of them, or those of which the agent said that they wait for a restart. */
export async function instancesToRestart(
  db: Db,
  workRequestId: string,
  { onlyNeeded }: { readonly onlyNeeded: boolean },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select i.instance_id as id from invocations i
    join managed_instances m on m.id = i.instance_id and m.retired_at is null
    where i.work_request_id = ${workRequestId}::text and i.state = 'SUCCEEDED'
      and (not ${onlyNeeded}::boolean or i.reboot_required)
    order by i.instance_id`.execute(db);
  return rows.map(({ id }) => id);
}

/** The times, in milliseconds, for which instances wait to restart by the same rule of the job already. */
export async function restartsThatWait(
  db: Db,
  asked: { readonly jobId: string; readonly reboot: JobReboot; readonly besides?: string },
): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const { rows } = await sql<{ id: string; dueAt: Date }>`
    select unnest(instance_ids) as id, due_at as "dueAt" from job_executions
    where job_id = ${asked.jobId}::text and kind = 'REBOOT' and state = 'PLANNED'
      and id is distinct from ${asked.besides ?? null}::text
      and spec -> 'reboot' = ${JSON.stringify(asked.reboot)}::jsonb`.execute(db);
  const byInstance = Map.groupBy(rows, ({ id }) => id);
  return new Map([...byInstance].map(([id, own]) => [id, new Set(own.map(({ dueAt }) => dueAt.getTime()))]));
}
