import { CodedError, finalWorkRequestStates, type RetryWorkRequest, type WorkRequest } from '@rustine/contract';
import { readRetried, type RetriedState } from './sql/retried.ts';
import { startWork, type StartWorkDeps } from './start-work.ts';

interface Retry {
  readonly states: RetryWorkRequest['states'];
  readonly createdBy: string;
  readonly idempotencyKey: string | undefined;
}

/**
 * Starts the same version of the same document with the same parameters and limits again, on the instances of an ended
 * work request whose invocation is in one of `states`, in the same windows and without waves. Returns the id of the new work request, which is linked to it.
 * @throws CodedError CONFLICT while it has not ended, and when no invocation is in these states.
 */
export async function retryWork(deps: StartWorkDeps, first: WorkRequest, retry: Retry): Promise<string> {
  if (!finalWorkRequestStates.some((state) => state === first.state)) {
    const message = `The work request is still ${first.state}: wait for its end, or cancel it, before it is retried.`;
    throw new CodedError('CONFLICT', message);
  }
  const states: readonly RetriedState[] = retry.states;
  const { parameters, instanceIds, deliverySeconds, window } = await readRetried(deps.db, first.id, states);
  if (instanceIds.length === 0) {
    throw new CodedError('CONFLICT', `No instance of the work request ended ${states.join(' or ')}: nothing to retry.`);
  }
  const { workRequestId } = await startWork(deps, {
    documentName: first.documentName,
    documentVersion: first.documentVersion ?? undefined,
    instanceIds,
    parameters,
    maxConcurrency: first.maxConcurrency,
    maxErrors: first.maxErrors,
    comment: first.comment,
    deliverySeconds,
    window,
    power: first.power,
    retryOf: first.id,
    createdBy: retry.createdBy,
    idempotencyKey: retry.idempotencyKey,
  });
  return workRequestId;
}
