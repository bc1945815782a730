import type { RunJobRequest } from '@rustine/contract';
import type { Transaction } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { newId } from '../../ids.ts';
import { recordAudit } from '../audit/index.ts';
import { requireLockedJob } from './change-job.ts';
import type { Asker, JobsDeps } from './jobs-deps.ts';
import { findExecutionByKey, selectExecution, type ExecutionRow } from './sql/executions.ts';
import { insertExecution, type NewExecution } from './sql/write-executions.ts';
import { startExecution } from './start-execution.ts';
import { setExecutionTimer } from './timers.ts';

/**
 * Runs a job now, whatever its schedule and its state say; the executions to come stay as they are. The execution is
 * there before its work request is made, so that a server that dies between the two makes it at its next start.
 * @throws CodedError NOT_FOUND
 */
export async function runJob(
  deps: JobsDeps,
  { jobId, asker }: { readonly jobId: string; readonly asker: Asker },
  { overrideFreeze, ignoreWindow, idempotencyKey }: RunJobRequest,
): Promise<ExecutionRow> {
  const { db, clock } = deps;
  const key = idempotencyKey === undefined ? null : `person:${asker.actor}:${jobId}:${idempotencyKey}`;
  const overrides = {
    ...(overrideFreeze && { freeze: overrideFreeze.reason }),
    ...(ignoreWindow && { window: ignoreWindow.reason }),
  };
  const id = await withTransaction(db, async (tx) => {
    const { spec } = await requireLockedJob(tx, jobId);
    const at = clock();
    const execution: NewExecution = {
      id: newId('execution'),
      jobId,
      kind: 'RUN_NOW',
      dueAt: at,
      state: 'STARTING',
      reason: '',
      spec,
      instanceIds: null,
      overrides,
      startedBy: asker.actor,
      idempotencyKey: key,
      at,
    };
    return (await add(tx, execution, asker)) ? execution.id : (await findExecutionByKey(tx, key ?? ''))!.id;
  });
  await startExecution(deps, id);
  return (await selectExecution(db, id))!;
}

async function add(tx: Transaction, execution: NewExecution, asker: Asker): Promise<boolean> {
  if (!(await insertExecution(tx, execution))) return false;
  await setExecutionTimer(tx, execution.id, execution.dueAt);
  const details = { executionId: execution.id, ...execution.overrides };
  await recordAudit(tx, { ...asker, action: 'run job', target: execution.jobId, details });
  return true;
}
