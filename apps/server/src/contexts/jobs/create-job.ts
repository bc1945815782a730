import { CodedError, ROOT_COMPARTMENT_ID, type CreateJobRequest } from '@rustine/contract';
import { withTransaction } from '../../db/with-transaction.ts';
import { newId } from '../../ids.ts';
import { nameTaken } from '../../http/name-taken.ts';
import { recordAudit } from '../audit/index.ts';
import { advanceJob } from './advance-job.ts';
import { checkJob } from './check-job.ts';
import { specOf, type JobSpec } from './job-spec.ts';
import type { Asker, JobsDeps } from './jobs-deps.ts';
import { nextJobOccurrence } from './occurrences.ts';
import { findJobByKey } from './sql/jobs.ts';
import { insertJob } from './sql/write-jobs.ts';
import { startExecution } from './start-execution.ts';
import { setJobTimer } from './timers.ts';

/**
 * @returns the id of the job; of the earlier one when the idempotency key is that of an earlier ask.
 * @throws CodedError as `checkJob` does, VALIDATION_FAILED when it would never run, CONFLICT when the name is taken.
 */
export async function createJob(deps: JobsDeps, request: CreateJobRequest, asker: Asker): Promise<string> {
  const { db, clock, needs } = deps;
  const idempotencyKey =
    request.idempotencyKey === undefined ? null : `person:${asker.actor}:${request.idempotencyKey}`;
  const earlier = idempotencyKey === null ? null : await findJobByKey(db, idempotencyKey);
  if (earlier !== null) return earlier;
  const { name, compartmentId = ROOT_COMPARTMENT_ID } = request;
  const spec = specOf(request);
  await checkJob(needs, db, { spec });
  const at = clock();
  const nextRunAt = spec.schedule.kind === 'now' ? at : await requireNext(deps, spec, at);
  const id = newId('job');
  const isNew = await withTransaction(db, async (tx) => {
    const job = { id, compartmentId, name, spec, nextRunAt, idempotencyKey, createdBy: asker.actor, at };
    await needs.fleet.requireHeldCompartment(tx, compartmentId, 'body.compartmentId');
    if (!(await insertJob(tx, job))) return false;
    await setJobTimer(tx, id, nextRunAt);
    await recordAudit(tx, { ...asker, action: 'create job', target: id, details: { name, compartmentId, spec } });
    return true;
  });
  if (isNew && spec.schedule.kind === 'now') {
    // Its timer does the same, should this process die before.
    for (const executionId of await advanceJob(deps, id)) await startExecution(deps, executionId);
  }
  if (isNew) return id;
  const winner = idempotencyKey === null ? null : await findJobByKey(db, idempotencyKey);
  if (winner !== null) return winner;
  throw nameTaken(`The compartment has a job of the name ${name} already.`);
}

const neverReasons: Partial<Record<JobSpec['schedule']['kind'], string>> = {
  window: 'its window is disabled or never opens again',
  now: 'a job that is there already is run by the run operation',
};

/** @throws CodedError VALIDATION_FAILED when a schedule has no time left. */
export async function requireNext({ db, needs }: JobsDeps, { schedule }: JobSpec, after: Date): Promise<Date> {
  const next = await nextJobOccurrence({ reader: db, windows: needs.windows }, schedule, after);
  if (next !== null) return next;
  const message = neverReasons[schedule.kind] ?? 'the job would never run: all of its times lie in the past';
  throw new CodedError('VALIDATION_FAILED', `body.schedule: ${message}`, {
    details: [{ place: 'body.schedule', message }],
  });
}
