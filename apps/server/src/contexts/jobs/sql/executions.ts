import type { ExecutionKind, ExecutionState, Forecast, WorkRequestState } from '@rustine/contract';
import type { z } from 'zod';
import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';
import type { JobSpec } from '../job-spec.ts';

export interface Overrides {
  readonly freeze?: string;
  readonly window?: string;
}

export interface ExecutionRow {
  readonly id: string;
  readonly jobId: string;
  readonly jobName: string;
  readonly kind: z.infer<typeof ExecutionKind>;
  readonly dueAt: Date;
  readonly state: z.infer<typeof ExecutionState>;
  readonly reason: string;
  readonly spec: JobSpec;
  readonly instanceIds: string[] | null;
  readonly overrides: Overrides;
  readonly startedBy: string;
  readonly workRequestId: string | null;
  readonly workRequestState: WorkRequestState | null;
  readonly forecast: Forecast | null;
  readonly tookSeconds: number | null;
  readonly createdAt: Date;
}

const columns = sql`
  e.id, e.job_id as "jobId", j.name as "jobName", e.kind, e.due_at as "dueAt", e.state, e.reason, e.spec,
  e.instance_ids as "instanceIds", e.overrides, e.started_by as "startedBy", e.work_request_id as "workRequestId",
  coalesce(w.state, e.work_request_state) as "workRequestState", e.forecast, e.took_seconds as "tookSeconds",
  e.created_at as "createdAt"`;
const source = sql`
  job_executions e join scheduled_jobs j on j.id = e.job_id left join work_requests w on w.id = e.work_request_id`;

export async function selectExecution(db: Db, id: string): Promise<ExecutionRow | undefined> {
  const { rows } = await sql<ExecutionRow>`select ${columns} from ${source} where e.id = ${id}::text`.execute(db);
  return rows[0];
}

export async function findExecutionByKey(db: Db, key: string): Promise<ExecutionRow | undefined> {
  const { rows } = await sql<ExecutionRow>`
    select ${columns} from ${source} where e.idempotency_key = ${key}::text`.execute(db);
  return rows[0];
}

/** Newest first, below `after`. */
export async function selectExecutions(
  db: Db,
  { jobId, state = null }: { readonly jobId: string; readonly state?: string | null | undefined },
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<ExecutionRow[]> {
  const { rows } = await sql<ExecutionRow>`
    select ${columns} from ${source}
    where e.job_id = ${jobId}::text and (${state}::text is null or e.state = ${state}::text)
      and (${after}::text is null or e.id < ${after}::text)
    order by e.id desc limit ${limit}::integer`.execute(db);
  return rows;
}

/** The newest execution of each job that something became of. */
export async function lastExecutions(db: Db, jobIds: readonly string[]): Promise<ReadonlyMap<string, ExecutionRow>> {
  const { rows } = await sql<ExecutionRow>`
    select ${columns} from unnest(${[...jobIds]}::text[]) as asked (job_id)
    cross join lateral (
      select * from job_executions x where x.job_id = asked.job_id and x.state <> 'PLANNED' order by x.id desc limit 1
    ) e
    join scheduled_jobs j on j.id = e.job_id left join work_requests w on w.id = e.work_request_id`.execute(db);
  return new Map(rows.map((row) => [row.jobId, row]));
}

/** Those of these jobs that wait for an instant: restarts that are planned. */
export async function plannedExecutions(
  db: Db,
  asked: { readonly jobIds: readonly string[]; readonly from: Date; readonly until: Date; readonly limit: number },
): Promise<ExecutionRow[]> {
  const { rows } = await sql<ExecutionRow>`
    select ${columns} from ${source}
    where e.state = 'PLANNED' and e.job_id = any(${[...asked.jobIds]}::text[])
      and e.due_at >= ${asked.from}::timestamptz and e.due_at < ${asked.until}::timestamptz
    order by e.due_at, e.id limit ${asked.limit}::integer`.execute(db);
  return rows;
}

/** Executions whose work request is still to be made, the longest due first. */
export async function dueExecutions(db: Db, now: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from job_executions
    where state in ('PLANNED', 'STARTING') and due_at <= ${now}::timestamptz
    order by due_at limit ${limit}::integer`.execute(db);
  return rows.map(({ id }) => id);
}

/** The work request that an earlier try has made for an execution. */
export async function workRequestOfKey(db: Db, key: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from work_requests where idempotency_key = ${key}::text`.execute(db);
  return rows[0]?.id ?? null;
}

export async function lockExecutionsOf(tx: Transaction, jobId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from job_executions
    where job_id = ${jobId}::text and state in ('PLANNED', 'STARTING') order by id for update`.execute(tx);
  return rows.map(({ id }) => id);
}
