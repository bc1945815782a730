import { CodedError, finalWorkRequestStates, type RetryWorkRequest, type WorkRequest } from '@rustine/contract';
import { bindsVersions } from '@rustine/domain';
import { handOver } from './cancel-work-request.ts';
import type { StartWorkRequest } from './plan-work.ts';
import { leaveOut } from './retry/leave-out.ts';
import { repeatedWaves } from './retry/repeated-waves.ts';
import { findByIdempotencyKey } from './sql/create-work-request.ts';
import { readRanWaves } from './sql/retried-waves.ts';
import { readRetried, type RetriedState } from './sql/retried.ts';
import { startWork, type StartWorkDeps } from './start-work.ts';

interface Retry {
  readonly states: RetryWorkRequest['states'];
  readonly waves: RetryWorkRequest['waves'];
  readonly createdBy: string;
  readonly overrideFreeze: StartWorkRequest['overrideFreeze'];
  readonly idempotencyKey: string | undefined;
}

/**
 * Starts the same version of the same document with the same parameters and limits again, on the instances of an ended
 * work request whose invocation is in one of `states`, in the same windows and waves, bound to the same versions. Of a
 * halted one it takes up what waits besides, and ends it in the same transaction. Left out, and told, are instances that
 * were removed, and those of systems that the first wave did not try. Returns the id of the new work request, which is
 * linked to it.
 * @throws CodedError CONFLICT while it goes on, when no instance is left to retry, and when none of a halted one may start.
 */
export async function retryWork(deps: StartWorkDeps, first: WorkRequest, retry: Retry): Promise<string> {
  const { createdBy, idempotencyKey } = retry;
  const earlier = idempotencyKey === undefined ? null : await findByIdempotencyKey(deps.db, idempotencyKey);
  if (earlier !== null) return earlier.workRequestId;
  const halted = first.halted !== null;
  requireRest(first, retry);
  const states: readonly RetriedState[] = halted ? [...retry.states, 'PENDING'] : retry.states;
  const { parameters, instances, deliverySeconds, window, plan, pins } = await readRetried(deps.db, first.id, states);
  const ran = plan === undefined || retry.waves === 'NONE' ? undefined : await readRanWaves(deps.db, first.id);
  const { again, notes: left } = leaveOut(instances, ran);
  const isUnbound =
    ran === undefined &&
    pins === undefined &&
    plan?.sameVersions === true &&
    bindsVersions(first.documentName, parameters);
  const notes = isUnbound ? [...left, UNBOUND] : left;
  if (again.length === 0) throw nothingLeft(first, { states: retry.states, notes: left });
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
    notes,
    ...(ran !== undefined && { waves: plan, repeated: repeatedWaves(ran, again, first.id) }),
    ...(halted && {
      mustStart: true,
      whenMade: (tx, retriedAs) =>
        handOver(tx, deps.needs.power, { workRequestId: first.id, by: createdBy, at: deps.clock(), retriedAs }),
    }),
    createdBy,
    overrideFreeze: retry.overrideFreeze,
    idempotencyKey,
  });
  return workRequestId;
}

const UNBOUND =
  'Retried without waves before a first wave had bound the versions: each instance installs what its repositories offer now.';

/** Nothing of it may be at work. */
function requireRest({ state, halted }: WorkRequest, { waves }: Retry): void {
  if (halted !== null) {
    if (waves === 'KEEP') return;
    const message = `Wave ${halted.wave} failed and others wait for it, so it is retried in its waves; cancel it first to retry it without.`;
    throw new CodedError('CONFLICT', message);
  }
  if (finalWorkRequestStates.some((each) => each === state)) return;
  const message = `The work request is still ${state}: wait for its end, or cancel it, before it is retried.`;
  throw new CodedError('CONFLICT', message);
}

function nothingLeft(
  { counts }: WorkRequest,
  { states, notes }: { readonly states: Retry['states']; readonly notes: readonly string[] },
): CodedError {
  if (notes.length > 0) return new CodedError('CONFLICT', `Nothing is left to retry. ${notes.join(' ')}`);
  const others = Object.entries(counts).filter(
    ([state, count]) => isRetried(state) && !isIn(states, state) && count > 0,
  );
  const hint = others.map(([state, count]) => ` ${count} ${count === 1 ? 'is' : 'are'} ${state}: name that state too.`);
  const message = `No instance of the work request ended ${states.join(' or ')}: nothing to retry.${hint.join('')}`;
  return new CodedError('CONFLICT', message);
}

function isRetried(state: string): boolean {
  return isIn(['FAILED', 'TIMED_OUT', 'SKIPPED', 'CANCELED'], state);
}

function isIn(states: readonly string[], state: string): boolean {
  return states.includes(state);
}
