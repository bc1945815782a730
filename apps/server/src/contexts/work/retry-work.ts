import { CodedError, finalWorkRequestStates, type RetryWorkRequest, type WorkRequest } from '@rustine/contract';
import type { StartWorkRequest } from './plan-work.ts';
import { readRetried, type RetriedInstance, type RetriedState } from './sql/retried.ts';
import { startWork, type StartWorkDeps } from './start-work.ts';

interface Retry {
  readonly states: RetryWorkRequest['states'];
  readonly createdBy: string;
  readonly overrideFreeze: StartWorkRequest['overrideFreeze'];
  readonly idempotencyKey: string | undefined;
}

/**
 * Starts the same version of the same document with the same parameters and limits again, on the instances of an ended
 * work request whose invocation is in one of `states`, in the same windows, bound to the same versions and without waves.
 * Left out, and told, are instances that were removed, and those of systems that the first wave did not try. Returns the
 * id of the new work request, which is linked to it.
 * @throws CodedError CONFLICT while it has not ended, and when no instance is left to retry.
 */
export async function retryWork(deps: StartWorkDeps, first: WorkRequest, retry: Retry): Promise<string> {
  if (!finalWorkRequestStates.some((state) => state === first.state)) {
    const message = `The work request is still ${first.state}: wait for its end, or cancel it, before it is retried.`;
    throw new CodedError('CONFLICT', message);
  }
  const states: readonly RetriedState[] = retry.states;
  const { parameters, instances, deliverySeconds, window, pins } = await readRetried(deps.db, first.id, states);
  const again = instances.filter(({ removed, unproved }) => !removed && !unproved);
  const leftOut = [
    ...leave(instances, 'removed', 'a person removed them from the fleet'),
    ...leave(instances, 'unproved', 'the first wave did not try their system (run the document on them to go ahead)'),
  ];
  if (again.length === 0) {
    const why = instances.length === 0 ? [] : leftOut;
    const message = `No instance of the work request ended ${states.join(' or ')}: nothing to retry.`;
    throw new CodedError('CONFLICT', why.length === 0 ? message : `Nothing is left to retry. ${why.join(' ')}`);
  }
  const { workRequestId } = await startWork(deps, {
    documentName: first.documentName,
    documentVersion: first.documentVersion ?? undefined,
    instanceIds: again.map(({ id }) => id),
    parameters,
    maxConcurrency: first.maxConcurrency,
    maxErrors: first.maxErrors,
    comment: first.comment,
    deliverySeconds,
    window,
    power: first.power,
    retryOf: first.id,
    pins,
    notes: leftOut,
    createdBy: retry.createdBy,
    overrideFreeze: retry.overrideFreeze,
    idempotencyKey: retry.idempotencyKey,
  });
  return workRequestId;
}

/** At most one sentence. */
function leave(instances: readonly RetriedInstance[], which: 'removed' | 'unproved', why: string): string[] {
  const names = instances.filter((instance) => instance[which]).map(({ name }) => name);
  if (names.length === 0) return [];
  const shown = names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
  return [`Left out, because ${why}: ${shown}.`];
}
