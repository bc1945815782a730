import { isDeepStrictEqual } from 'node:util';
import { CodedError, type UpdateJobRequest } from '@rustine/contract';
import type { Transaction } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { nameTaken } from '../../http/name-taken.ts';
import { recordAudit } from '../audit/index.ts';
import { makeDueExecutions } from './advance-job.ts';
import { checkJob } from './check-job.ts';
import { requireNext } from './create-job.ts';
import { editSpec, type JobSpec } from './job-spec.ts';
import type { Asker, JobsDeps } from './jobs-deps.ts';
import { nextJobOccurrence } from './occurrences.ts';
import { lockJob, selectJob, type JobRow } from './sql/jobs.ts';
import { saveEditedJob, saveNext } from './sql/write-jobs.ts';
import { setJobTimer } from './timers.ts';

interface Change {
  readonly jobId: string;
  readonly asker: Asker;
}

/**
 * Edits a job. Executions that are due already keep the job as it was.
 * @throws CodedError NOT_FOUND, VALIDATION_FAILED, DOCUMENT_INVALID, or CONFLICT when the name is taken or the job was
 * edited since the revision that the edit was made from.
 */
export async function changeJob(deps: JobsDeps, { jobId, asker }: Change, wanted: UpdateJobRequest): Promise<void> {
  const { db, needs, clock } = deps;
  const { name, compartmentId, revision, ...edited } = wanted;
  const seen = await requireJob(db, jobId);
  const given = Object.fromEntries(
    Object.entries(edited).filter(([, value]) => value !== undefined),
  ) as Partial<JobSpec>;
  const spec = editSpec(seen.spec, given);
  await checkJob(needs, db, { spec, before: seen.spec });
  const at = clock();
  // A form sends the whole job: what is the same is no edit of when it runs.
  const isRescheduled = edited.schedule !== undefined && !isDeepStrictEqual(edited.schedule, seen.spec.schedule);
  const nextRunAt = isRescheduled ? await requireNext(deps, spec, at) : null;
  await withTransaction(db, async (tx) => {
    if (compartmentId !== undefined) await needs.fleet.requireHeldCompartment(tx, compartmentId, 'body.compartmentId');
    const job = await requireLockedJob(tx, jobId);
    if (job.revision !== (revision ?? seen.revision)) {
      const message = `The job was edited meanwhile: it is at revision ${job.revision} and the edit was made from ${revision ?? seen.revision}. Look at it again.`;
      throw new CodedError('CONFLICT', message);
    }
    await makeDueExecutions(tx, { deps, job, now: at });
    const isPaused = job.state === 'PAUSED';
    const next = isRescheduled && !isPaused ? nextRunAt : job.nextRunAt;
    const saved = await saveEditedJob(tx, {
      id: jobId,
      compartmentId: compartmentId ?? job.compartmentId,
      name: name ?? job.name,
      spec,
      state: isRescheduled && !isPaused ? 'ACTIVE' : job.state,
      nextRunAt: next,
      skipAt: job.skipAt?.getTime() === next?.getTime() ? job.skipAt : null,
      at,
    });
    if (!saved) throw nameTaken(`The compartment has a job of the name ${name ?? job.name} already.`);
    await setJobTimer(tx, jobId, next);
    await recordAudit(tx, { ...asker, action: 'change job', target: jobId, details: { ...wanted } });
  });
}

/** Has a job run no more, also not what is due at this moment. @throws CodedError NOT_FOUND, or CONFLICT when it is not active. */
export async function pauseJob(deps: JobsDeps, { jobId, asker }: Change): Promise<void> {
  await withTransaction(deps.db, async (tx) => {
    const job = await requireLockedJob(tx, jobId);
    if (job.state !== 'ACTIVE') throw new CodedError('CONFLICT', `The job is ${job.state}: there is nothing to pause.`);
    const withheld = `${asker.actor} paused the job before it started.`;
    await makeDueExecutions(tx, { deps, job, now: deps.clock(), withheld });
    await saveNext(tx, jobId, { state: 'PAUSED', nextRunAt: null, skipAt: null });
    await setJobTimer(tx, jobId, null);
    await recordAudit(tx, { ...asker, action: 'pause job', target: jobId });
  });
}

/** Has a paused job run again. What was due meanwhile is not made up for. @throws CodedError NOT_FOUND or CONFLICT */
export async function resumeJob({ db, clock, needs }: JobsDeps, { jobId, asker }: Change): Promise<void> {
  await withTransaction(db, async (tx) => {
    const job = await requireLockedJob(tx, jobId);
    if (job.state !== 'PAUSED') throw new CodedError('CONFLICT', `The job is ${job.state} and not paused.`);
    const next = await nextJobOccurrence({ reader: tx, windows: needs.windows }, job.spec.schedule, clock());
    await saveNext(tx, jobId, { state: next === null ? 'ENDED' : 'ACTIVE', nextRunAt: next, skipAt: null });
    await setJobTimer(tx, jobId, next);
    await recordAudit(tx, { ...asker, action: 'resume job', target: jobId });
  });
}

/**
 * Has the next execution skipped, or run after all.
 * @throws CodedError NOT_FOUND, or CONFLICT when it runs only once or has no next execution.
 */
export async function skipNext(
  { db }: JobsDeps,
  { jobId, asker }: Change,
  { skip }: { readonly skip: boolean },
): Promise<void> {
  await withTransaction(db, async (tx) => {
    const job = await requireLockedJob(tx, jobId);
    if (job.state !== 'ACTIVE')
      throw new CodedError('CONFLICT', `The job is ${job.state}: it has no execution to come.`);
    if (job.spec.schedule.kind === 'once')
      throw new CodedError('CONFLICT', 'The job runs only once: delete it, or give it another time.');
    await saveNext(tx, jobId, { state: job.state, nextRunAt: job.nextRunAt, skipAt: skip ? job.nextRunAt : null });
    const details = { at: job.nextRunAt?.toISOString() };
    await recordAudit(tx, { ...asker, action: skip ? 'skip execution' : 'unskip execution', target: jobId, details });
  });
}

/** @throws CodedError NOT_FOUND */
export async function requireJob(db: JobsDeps['db'], jobId: string): Promise<JobRow> {
  const job = await selectJob(db, jobId);
  if (job === undefined) throw new CodedError('NOT_FOUND', `There is no job ${jobId}.`);
  return job;
}

/** @throws CodedError NOT_FOUND */
export async function requireLockedJob(tx: Transaction, jobId: string): Promise<JobRow> {
  const job = await lockJob(tx, jobId);
  if (job === undefined) throw new CodedError('NOT_FOUND', `There is no job ${jobId}.`);
  return job;
}
