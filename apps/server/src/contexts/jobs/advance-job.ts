import { decideDue, type DueExecution } from '@rustine/domain';
import type { Transaction } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { newId } from '../../ids.ts';
import type { JobsDeps } from './jobs-deps.ts';
import { jobOccurrences, nextJobOccurrence } from './occurrences.ts';
import { lockJob, type JobRow } from './sql/jobs.ts';
import { insertExecution } from './sql/write-executions.ts';
import { saveNext } from './sql/write-jobs.ts';
import { setExecutionTimer, setJobTimer } from './timers.ts';

/** Times that are looked at after a long time without a server; those before them are neither run nor told. */
const DUE_MAX = 10_000;

/**
 * Makes the executions of a job whose time has come, and says when it runs next; answers those that are to start. The job is locked: of two replicas that
 * find it due, the second finds nothing due any more. Harmless when nothing is.
 */
export async function advanceJob(deps: JobsDeps, jobId: string): Promise<readonly string[]> {
  return withTransaction(deps.db, async (tx) => {
    const job = await lockJob(tx, jobId);
    if (job === undefined || job.state === 'PAUSED') return [];
    const now = deps.clock();
    const { starting, last } = await makeDueExecutions(tx, { deps, job, now });
    const occurrences = { reader: tx, windows: deps.needs.windows };
    const next = await nextJobOccurrence(occurrences, job.spec.schedule, last !== null && last > now ? last : now);
    await saveNext(tx, jobId, {
      state: next === null ? 'ENDED' : 'ACTIVE',
      nextRunAt: next,
      skipAt: skipOf(job, { last, next, now }),
    });
    await setJobTimer(tx, jobId, next);
    return starting;
  });
}

/** A skip is of the next execution: it goes with it when an edit of the window moves it. */
function skipOf(
  { skipAt, nextRunAt }: JobRow,
  { last, next, now }: { readonly last: Date | null; readonly next: Date | null; readonly now: Date },
): Date | null {
  if (skipAt === null) return null;
  if (last === null && next !== null && skipAt.getTime() === nextRunAt?.getTime()) return next;
  return skipAt > now ? skipAt : null;
}

interface Due {
  readonly deps: JobsDeps;
  readonly job: JobRow;
  readonly now: Date;
  /** Why none is to start any more, though it could. */
  readonly withheld?: string;
}

/**
 * Makes the executions of a locked job whose time has come and that nothing has become of yet, from the job as it is. To
 * be called before anything is changed of it, so that no time passes without a trace.
 */
export async function makeDueExecutions(
  tx: Transaction,
  { deps, job, now, withheld }: Due,
): Promise<{ readonly starting: readonly string[]; readonly last: Date | null }> {
  const due = job.nextRunAt !== null && job.nextRunAt <= now ? await dueTimes(tx, { deps, job, now }) : [];
  const decided = decideDue(due, { missed: job.spec.missed, skipAt: job.skipAt }, now).executions;
  const executions = decided.map((execution) =>
    withheld !== undefined && execution.state === 'STARTING'
      ? { ...execution, state: 'SKIPPED' as const, reason: withheld }
      : execution,
  );
  return { starting: await makeExecutions(tx, { job, executions, now }), last: due.at(-1) ?? null };
}

/** The times since the one that was due next, in order. What the schedule says now counts: it may have been edited. */
async function dueTimes(tx: Transaction, { deps, job, now }: Due): Promise<Date[]> {
  if (job.spec.schedule.kind === 'now') return [job.nextRunAt!];
  const span = { from: job.nextRunAt!, to: new Date(now.getTime() + 1), limit: DUE_MAX };
  const occurrences = await jobOccurrences({ reader: tx, windows: deps.needs.windows }, job.spec.schedule, span);
  return occurrences.map(({ at }) => at);
}

async function makeExecutions(
  tx: Transaction,
  { job, executions, now }: Omit<Due, 'deps'> & { readonly executions: readonly DueExecution[] },
): Promise<string[]> {
  const starting: string[] = [];
  for (const { dueAt, state, reason } of executions) {
    const id = newId('execution');
    const isNew = await insertExecution(tx, {
      id,
      jobId: job.id,
      kind: 'SCHEDULED',
      dueAt,
      state,
      reason,
      spec: job.spec,
      instanceIds: null,
      overrides: {},
      startedBy: `job ${job.name}`,
      idempotencyKey: null,
      at: now,
    });
    if (!isNew || state !== 'STARTING') continue;
    await setExecutionTimer(tx, id, now);
    starting.push(id);
  }
  return starting;
}
