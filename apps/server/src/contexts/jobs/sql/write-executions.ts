import type { Forecast } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';
import type { JobSpec } from '../job-spec.ts';
import type { ExecutionRow, Overrides } from './executions.ts';

export interface NewExecution {
  readonly id: string;
  readonly jobId: string;
  readonly kind: ExecutionRow['kind'];
  readonly dueAt: Date;
  readonly state: ExecutionRow['state'];
  readonly reason: string;
  readonly spec: JobSpec;
  readonly instanceIds: readonly string[] | null;
  readonly overrides: Overrides;
  readonly startedBy: string;
  readonly idempotencyKey: string | null;
  readonly at: Date;
}

/** False when this time of the job has its execution already, or another one has the idempotency key. */
export async function insertExecution(tx: Transaction, execution: NewExecution): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into job_executions
      (id, job_id, kind, due_at, state, reason, spec, instance_ids, overrides, started_by, idempotency_key, created_at)
    values (${execution.id}::text, ${execution.jobId}::text, ${execution.kind}::text,
      ${execution.dueAt}::timestamptz, ${execution.state}::text, ${execution.reason}::text,
      ${JSON.stringify(execution.spec)}::jsonb, ${execution.instanceIds === null ? null : [...execution.instanceIds]}::text[],
      ${JSON.stringify(execution.overrides)}::jsonb, ${execution.startedBy}::text, ${execution.idempotencyKey}::text,
      ${execution.at}::timestamptz)
    on conflict do nothing`.execute(tx);
  return numAffectedRows === 1n;
}

/** It has its work request. False when that was noted before, or the execution is not to start any more. */
export async function markStarted(
  db: Db,
  id: string,
  {
    workRequestId,
    forecast,
    reason,
  }: { readonly workRequestId: string; readonly forecast: Forecast | null; readonly reason: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update job_executions set state = 'STARTED', work_request_id = ${workRequestId}::text,
      forecast = ${forecast === null ? null : JSON.stringify(forecast)}::jsonb, reason = ${reason}::text
    where id = ${id}::text and state in ('PLANNED', 'STARTING')`.execute(db);
  return numAffectedRows === 1n;
}

/** It never starts. False when it has started, or ended, before. */
export async function endUnstarted(
  db: Db,
  id: string,
  { state, reason }: { readonly state: 'SKIPPED' | 'MISSED'; readonly reason: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update job_executions set state = ${state}::text, reason = ${reason}::text
    where id = ${id}::text and state in ('PLANNED', 'STARTING')`.execute(db);
  return numAffectedRows === 1n;
}

/** A planned restart never starts. False when it has started, or ended, before, or is none of this job's. */
export async function cancelPlanned(
  tx: Transaction,
  { id, jobId, reason }: { readonly id: string; readonly jobId: string; readonly reason: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update job_executions set state = 'SKIPPED', reason = ${reason}::text
    where id = ${id}::text and job_id = ${jobId}::text and kind = 'REBOOT' and state = 'PLANNED'`.execute(tx);
  return numAffectedRows === 1n;
}

type Planned = Pick<ExecutionRow, 'id' | 'instanceIds'>;

/** A planned one, as it was read, is due at another time and for these instances. False when it has started, ended or changed before. */
export async function saveDue(
  tx: Transaction,
  { id, instanceIds }: Planned,
  to: { readonly dueAt: Date; readonly instanceIds: readonly string[]; readonly reason: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update job_executions set due_at = ${to.dueAt}::timestamptz, instance_ids = ${[...to.instanceIds]}::text[],
      reason = ${to.reason}::text
    where id = ${id}::text and state = 'PLANNED' and instance_ids = ${instanceIds}::text[]`.execute(tx);
  return numAffectedRows === 1n;
}

/** A planned one, as it was read, goes on with these instances alone. False when it has started, ended or changed before. */
export async function keepInstances(
  tx: Transaction,
  { id, instanceIds }: Planned,
  kept: readonly string[],
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update job_executions set instance_ids = ${[...kept]}::text[]
    where id = ${id}::text and state = 'PLANNED' and instance_ids = ${instanceIds}::text[]`.execute(tx);
  return numAffectedRows === 1n;
}
