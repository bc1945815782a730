import type { JobState } from '@rustine/contract';
import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';
import type { JobSpec } from '../job-spec.ts';

export interface NewJob {
  readonly id: string;
  readonly compartmentId: string;
  readonly name: string;
  readonly spec: JobSpec;
  readonly nextRunAt: Date;
  readonly idempotencyKey: string | null;
  readonly createdBy: string;
  readonly at: Date;
}

/** False when the compartment has a job of that name, or another job has the idempotency key. */
export async function insertJob(tx: Transaction, job: NewJob): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into scheduled_jobs
      (id, compartment_id, name, spec, state, next_run_at, idempotency_key, created_by, created_at, updated_at)
    values (${job.id}::text, ${job.compartmentId}::text, ${job.name}::text, ${JSON.stringify(job.spec)}::jsonb,
      'ACTIVE', ${job.nextRunAt}::timestamptz, ${job.idempotencyKey}::text, ${job.createdBy}::text,
      ${job.at}::timestamptz, ${job.at}::timestamptz)
    on conflict do nothing`.execute(tx);
  return numAffectedRows === 1n;
}

export interface EditedJob {
  readonly id: string;
  readonly compartmentId: string;
  readonly name: string;
  readonly spec: JobSpec;
  readonly state: JobState;
  readonly nextRunAt: Date | null;
  readonly skipAt: Date | null;
  readonly at: Date;
}

/** Of a locked job. False when another job of the compartment has the name. */
export async function saveEditedJob(tx: Transaction, job: EditedJob): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update scheduled_jobs j set
      compartment_id = ${job.compartmentId}::text, name = ${job.name}::text, spec = ${JSON.stringify(job.spec)}::jsonb,
      state = ${job.state}::text, next_run_at = ${job.nextRunAt}::timestamptz, skip_at = ${job.skipAt}::timestamptz,
      revision = revision + 1, updated_at = ${job.at}::timestamptz
    where j.id = ${job.id}::text and not exists (
      select from scheduled_jobs other
      where other.compartment_id = ${job.compartmentId}::text and other.name = ${job.name}::text
        and other.id <> j.id and other.deleted_at is null
    )`.execute(tx);
  return numAffectedRows === 1n;
}

/** Of a locked job: when it runs next, if it does, and which time is skipped. */
export async function saveNext(
  tx: Transaction,
  id: string,
  next: { readonly state: JobState; readonly nextRunAt: Date | null; readonly skipAt: Date | null },
): Promise<void> {
  await sql`
    update scheduled_jobs set state = ${next.state}::text, next_run_at = ${next.nextRunAt}::timestamptz,
      skip_at = ${next.skipAt}::timestamptz
    where id = ${id}::text`.execute(tx);
}

export async function markDeleted(tx: Transaction, id: string, at: Date): Promise<void> {
  await sql`
    update scheduled_jobs set deleted_at = ${at}::timestamptz, state = 'ENDED', next_run_at = null
    where id = ${id}::text and deleted_at is null`.execute(tx);
}
