import { CodedError } from '@rustine/contract';
import { withTransaction } from '../../db/with-transaction.ts';
import { recordAudit } from '../audit/index.ts';
import { makeDueExecutions } from './advance-job.ts';
import { requireLockedJob } from './change-job.ts';
import type { Asker, JobsDeps } from './jobs-deps.ts';
import { lockExecutionsOf } from './sql/executions.ts';
import { untouchedWorkOf } from './sql/untouched-work.ts';
import { endUnstarted } from './sql/write-executions.ts';
import { markDeleted } from './sql/write-jobs.ts';
import { setJobTimer } from './timers.ts';

/**
 * Deletes a job: it never runs again, and what has not started of it is canceled, also a work request of which no
 * instance has taken its command yet. What has started goes on; the history stays.
 * @throws CodedError NOT_FOUND
 */
export async function deleteJob(deps: JobsDeps, jobId: string, asker: Asker): Promise<void> {
  const { db, clock, needs } = deps;
  await withTransaction(db, async (tx) => {
    const job = await requireLockedJob(tx, jobId);
    await makeDueExecutions(tx, { deps, job, now: clock() });
    await markDeleted(tx, jobId, clock());
    await setJobTimer(tx, jobId, null);
    for (const id of await lockExecutionsOf(tx, jobId))
      await endUnstarted(tx, id, { state: 'SKIPPED', reason: `${asker.actor} deleted the job before it started.` });
    await recordAudit(tx, { ...asker, action: 'delete job', target: jobId, details: { name: job.name } });
  });
  for (const workRequestId of await untouchedWorkOf(db, jobId)) {
    try {
      await needs.work.cancelWorkRequest(db, { workRequestId, by: asker.actor, at: clock() });
    } catch (error) {
      // It ended by itself a moment ago.
      if (!(error instanceof CodedError)) throw error;
    }
  }
}
