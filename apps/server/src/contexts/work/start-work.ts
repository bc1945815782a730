import type { Targets } from '@rustine/contract';
import { MAX_CONCURRENCY_DEFAULT, MAX_ERRORS_DEFAULT } from '@rustine/domain';
import type { Db, Transaction } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { newId } from '../../ids.ts';
import type { Patience } from './dispatch/answers-since.ts';
import { dispatchWork, waitingReason } from './dispatch/dispatch-work.ts';
import type { WorkNeeds } from './needs.ts';
import { planWork, type PlannedWork, type StartWorkRequest } from './plan-work.ts';
import { findByIdempotencyKey, insertInvocations, insertWorkRequest } from './sql/create-work-request.ts';
import { writeLog } from './sql/work-log.ts';

export interface StartWorkDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly needs: Pick<WorkNeeds, 'fleet' | 'documents' | 'parameters'>;
  readonly patience: Patience;
}

export interface StartedWork {
  readonly workRequestId: string;
  readonly invocationIds: readonly string[];
}

/** Rows of one statement. */
const CHUNK = 5_000;
const DELIVERY_SECONDS_DEFAULT = 3600;

/**
 * An invocation's turn comes because each one before it ends by its own deadlines. Should all the same something wait
 * for longer than this, it is given up and says so: 30 days, the longest that SSM keeps a command.
 */
const TURN_DAYS_MAX = 30;

/**
 * Makes a work request with an invocation of each target in one transaction, and gives the first of them their turn.
 * @throws CodedError as `planWork` does; then nothing was made.
 */
export async function startWork(deps: StartWorkDeps, request: StartWorkRequest): Promise<StartedWork> {
  const { idempotencyKey } = request;
  const earlier = idempotencyKey === undefined ? null : await findByIdempotencyKey(deps.db, idempotencyKey);
  if (earlier !== null) return earlier;
  const plan = await planWork(deps.needs, request);
  const workRequestId = newId('workRequest');
  const made = await withTransaction(deps.db, (tx) => create(tx, { deps, request, plan, workRequestId }));
  if (made !== null) return made;
  const winner = idempotencyKey === undefined ? null : await findByIdempotencyKey(deps.db, idempotencyKey);
  if (winner === null) throw new Error('a work request with the same idempotency key was there and is gone');
  return winner;
}

interface Creation {
  readonly deps: StartWorkDeps;
  readonly request: StartWorkRequest;
  readonly plan: PlannedWork;
  readonly workRequestId: string;
}

/** Null when another work request with the same idempotency key came first. */
async function create(tx: Transaction, { deps, request, plan, workRequestId }: Creation): Promise<StartedWork | null> {
  const at = deps.clock();
  const { document, compartmentId, timeoutSeconds, targets } = plan;
  const { createdBy, maxConcurrency = MAX_CONCURRENCY_DEFAULT } = request;
  const isNew = await insertWorkRequest(tx, {
    id: workRequestId,
    compartmentId,
    documentName: document.name,
    documentVersion: document.version,
    parameters: request.parameters,
    targets: askedTargets(request),
    maxConcurrency,
    maxErrors: request.maxErrors ?? MAX_ERRORS_DEFAULT,
    comment: request.comment ?? '',
    deliverySeconds: request.deliverySeconds ?? DELIVERY_SECONDS_DEFAULT,
    retryOf: request.retryOf ?? null,
    createdBy,
    idempotencyKey: request.idempotencyKey ?? null,
    at,
  });
  if (!isNew) return null;
  const count = `${targets.length} ${targets.length === 1 ? 'instance' : 'instances'}`;
  const message = `${createdBy} asked to run ${document.name} version ${document.version} on ${count}.`;
  await writeLog(tx, { workRequestId, at, level: 'INFO', message });

  // Ids ascend in the order of the targets, which is the order of their turns.
  const invocationIds = targets.map(() => newId('invocation')).toSorted();
  const invocations = targets.map(({ id }, index) => ({ id: invocationIds[index]!, instanceId: id }));
  const shared = {
    workRequestId,
    timeoutSeconds,
    reason: waitingReason(maxConcurrency, targets.length),
    at,
    deadlineAt: new Date(at.getTime() + TURN_DAYS_MAX * 24 * 3600 * 1000),
  };
  for (let start = 0; start < invocations.length; start += CHUNK) {
    await insertInvocations(tx, invocations.slice(start, start + CHUNK), shared);
  }
  await dispatchWork(tx, { workRequestId, at, answersSince: deps.patience.answersSince() });
  return { workRequestId, invocationIds };
}

/** Past these the names of instances are left to the invocations, which have them all. */
const NAMED_KEPT = 100;

/** What was asked for as one value; instances named in the short form are among its own. */
function askedTargets({ targets = {}, instanceIds = [] }: StartWorkRequest): Targets | null {
  const { instanceIds: more = [], ...rest } = targets;
  const named = [...new Set([...instanceIds, ...more])];
  const kept = { ...rest, ...(named.length > 0 && named.length <= NAMED_KEPT && { instanceIds: named }) };
  return Object.keys(kept).length === 0 ? null : kept;
}
