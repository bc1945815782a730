import { decideDue } from '@rustine/domain';
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
    const due = job.nextRunAt !== null && job.nextRunAt <= now ? await dueTimes(tx, { deps, job, now }) : [];
    const starting = await makeExecutions(tx, { job, due, now });
    const occurrences = { reader: tx, windows: deps.needs.windows };
    const last = due.at(-1) ?? now;
    const next = await nextJobOccurrence(occurrences, job.spec.schedule, last > now ? last : now);
    await saveNext(tx, jobId, {
      state: next === null ? 'ENDED' : 'ACTIVE',
      nextRunAt: next,
      skipAt: job.skipAt !== null && job.skipAt > now ? job.skipAt : null,
    });
    await setJobTimer(tx, jobId, next);
    return starting;
  });
}

interface Due {
  readonly job: JobRow;
  readonly now: Date;
}

/** The times since the one that was due next, in order. What the schedule says now counts: it may have been edited. */
async function dueTimes(tx: Transaction, { deps, job, now }: Due & { deps: JobsDeps }): Promise<Date[]> {
  if (job.spec.schedule.kind === 'now') return [job.nextRunAt!];
  const span = { from: job.nextRunAt!, to: new Date(now.getTime() + 1), limit: DUE_MAX };
  const occurrences = await jobOccurrences({ reader: tx, windows: deps.needs.windows }, job.spec.schedule, span);
  return occurrences.map(({ at }) => at);
}

async function makeExecutions(tx: Transaction, { job, due, now }: Due & { due: readonly Date[] }): Promise<string[]> {
  const starting: string[] = [];
  for (const { dueAt, state, reason } of decideDue(due, { missed: job.spec.missed, skipAt: job.skipAt }, now)
    .executions) {
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
