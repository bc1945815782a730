import { sql } from 'kysely';
import type { Transaction } from '../db/connect.ts';

export interface JobSpec {
  readonly task: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** At most one waiting job has this key: adding it again replaces payload and time of the one that waits. */
  readonly jobKey?: string;
  /** `replace` is the default; `preserve_run_at` keeps the earlier time. */
  readonly jobKeyMode?: 'replace' | 'preserve_run_at' | 'unsafe_dedupe';
  /** Not before this instant. */
  readonly runAt?: Date;
  /** How often it is tried in all, 25 unless said otherwise, with growing delays. */
  readonly maxAttempts?: number;
  /** Jobs with one queue name run one after another. */
  readonly queueName?: string;
  /** Smaller runs first; 0 unless said otherwise. */
  readonly priority?: number;
}

/** Adds a job that exists if, and only if, the transaction commits. */
export async function addJob(tx: Transaction, job: JobSpec): Promise<void> {
  await sql`
    select from graphile_worker.add_job(
      identifier => ${job.task}::text,
      payload => ${JSON.stringify(job.payload)}::json,
      queue_name => ${job.queueName ?? null}::text,
      run_at => ${job.runAt?.toISOString() ?? null}::timestamptz,
      max_attempts => ${job.maxAttempts ?? null}::int,
      job_key => ${job.jobKey ?? null}::text,
      priority => ${job.priority ?? null}::int,
      job_key_mode => ${job.jobKeyMode ?? null}::text
    )`.execute(tx);
}

/** Removes the waiting job with this key; one that runs ends its run, but is not tried again. */
export async function removeJob(tx: Transaction, jobKey: string): Promise<void> {
  await sql`select from graphile_worker.remove_job(${jobKey}::text)`.execute(tx);
}
