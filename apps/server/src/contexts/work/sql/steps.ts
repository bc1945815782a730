import type { StepState } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

export interface StepRow {
  readonly position: number;
  readonly name: string;
  readonly action: string;
  readonly state: StepState;
  readonly exitCode: number | null;
  readonly message: string;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly stdoutHead: string;
  readonly stdoutTail: string;
  readonly stdoutBytes: number;
  readonly stderrHead: string;
  readonly stderrTail: string;
  readonly stderrBytes: number;
}

export async function readSteps(db: Db, invocationId: string): Promise<StepRow[]> {
  const { rows } = await sql<StepRow>`
    select position, name, action, state, exit_code as "exitCode", message,
      started_at as "startedAt", finished_at as "finishedAt",
      stdout_head as "stdoutHead", stdout_tail as "stdoutTail", stdout_bytes as "stdoutBytes",
      stderr_head as "stderrHead", stderr_tail as "stderrTail", stderr_bytes as "stderrBytes"
    from invocation_steps where invocation_id = ${invocationId}::text order by position`.execute(db);
  return rows;
}

/** Writes a step whole, new or changed. The caller holds its invocation locked. */
export async function saveStep(tx: Transaction, invocationId: string, step: StepRow): Promise<void> {
  await sql`
    insert into invocation_steps (
      invocation_id, position, name, action, state, exit_code, message, started_at, finished_at,
      stdout_head, stdout_tail, stdout_bytes, stderr_head, stderr_tail, stderr_bytes
    ) values (
      ${invocationId}::text, ${step.position}::integer, ${step.name}::text, ${step.action}::text, ${step.state}::text,
      ${step.exitCode}::integer, ${step.message}::text, ${step.startedAt}::timestamptz, ${step.finishedAt}::timestamptz,
      ${step.stdoutHead}::text, ${step.stdoutTail}::text, ${step.stdoutBytes}::bigint,
      ${step.stderrHead}::text, ${step.stderrTail}::text, ${step.stderrBytes}::bigint
    )
    on conflict (invocation_id, position) do update set
      state = excluded.state, exit_code = excluded.exit_code, message = excluded.message,
      started_at = excluded.started_at, finished_at = excluded.finished_at,
      stdout_head = excluded.stdout_head, stdout_tail = excluded.stdout_tail, stdout_bytes = excluded.stdout_bytes,
      stderr_head = excluded.stderr_head, stderr_tail = excluded.stderr_tail, stderr_bytes = excluded.stderr_bytes`.execute(
    tx,
  );
}

/** No step stays open when its invocation has ended: what ran ends as `runningBecomes`, what had not begun is skipped. */
export async function closeSteps(
  tx: Transaction,
  invocationId: string,
  { runningBecomes, at }: { readonly runningBecomes: 'FAILED' | 'TIMED_OUT' | 'CANCELED'; readonly at: Date },
): Promise<void> {
  await sql`
    update invocation_steps set
      state = case when state = 'RUNNING' then ${runningBecomes}::text else 'SKIPPED' end,
      finished_at = ${at}::timestamptz
    where invocation_id = ${invocationId}::text and state in ('PENDING', 'RUNNING')`.execute(tx);
}
