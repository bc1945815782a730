import { ROOT_COMPARTMENT_ID } from '@rustine/contract';
import { MAX_CONCURRENCY_DEFAULT, MAX_ERRORS_DEFAULT } from '@rustine/domain';
import { withTransaction } from '../../db/with-transaction.ts';
import { newId } from '../../ids.ts';
import { askedTargets, DELIVERY_SECONDS_DEFAULT } from './asked-work.ts';
import type { StartWorkRequest } from './plan-work.ts';
import { findByIdempotencyKey, insertWorkRequest } from './sql/create-work-request.ts';
import { writeLog } from './sql/work-log.ts';
import type { StartedWork, StartWorkDeps } from './start-work.ts';

/**
 * Makes the work request of work that could not be started: FAILED with the reason, and without any invocation. Its
 * document is named as it was asked for, in the version that there is.
 */
export async function startFailedWork(
  { db, clock, needs }: Pick<StartWorkDeps, 'db' | 'clock' | 'needs'>,
  request: StartWorkRequest,
  reason: string,
): Promise<StartedWork> {
  const document = await needs.documents.getVersion(request.documentName, request.documentVersion);
  const workRequestId = newId('workRequest');
  const { idempotencyKey = null } = request;
  const isNew = await withTransaction(db, async (tx) => {
    const at = clock();
    const made = await insertWorkRequest(tx, {
      id: workRequestId,
      compartmentId: ROOT_COMPARTMENT_ID,
      documentName: request.documentName,
      documentVersion: document?.version ?? null,
      parameters: request.parameters,
      targets: askedTargets(request),
      maxConcurrency: request.maxConcurrency ?? MAX_CONCURRENCY_DEFAULT,
      maxErrors: request.maxErrors ?? MAX_ERRORS_DEFAULT,
      comment: request.comment ?? '',
      deliverySeconds: request.deliverySeconds ?? DELIVERY_SECONDS_DEFAULT,
      retryOf: request.retryOf ?? null,
      pins: request.pins ?? null,
      jobId: request.jobId ?? null,
      executionId: request.executionId ?? null,
      waves: request.waves ?? null,
      window: request.window ?? null,
      power: request.power ?? 'LEAVE',
      heedsFreezes: false,
      freezeOverride: request.overrideFreeze ?? null,
      forecast: request.forecast ?? null,
      state: 'FAILED',
      reason,
      createdBy: request.createdBy,
      idempotencyKey,
      at,
    });
    if (!made) return false;
    await request.whenMade?.(tx, workRequestId);
    await writeLog(tx, { workRequestId, at, level: 'ERROR', message: `It could not start: ${reason}` });
    return true;
  });
  if (isNew || idempotencyKey === null) return { workRequestId, invocationIds: [] };
  const winner = await findByIdempotencyKey(db, idempotencyKey);
  if (winner === null) throw new Error('a work request with the same idempotency key was there and is gone');
  return winner;
}
