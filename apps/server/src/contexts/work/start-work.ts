import { CodedError } from '@rustine/contract';
import { bindsVersions, holdsStill, MAX_CONCURRENCY_DEFAULT, MAX_ERRORS_DEFAULT } from '@rustine/domain';
import type { Db, Transaction } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { newId } from '../../ids.ts';
import { recordAudit } from '../audit/index.ts';
import { askedTargets, DELIVERY_SECONDS_DEFAULT } from './asked-work.ts';
import type { Patience } from './dispatch/answers-since.ts';
import { askForDispatch } from './dispatch/ask-for-dispatch.ts';
import { dispatchWork } from './dispatch/dispatch-work.ts';
import { judgeTargets, judgeWithin } from './gate/judge-targets.ts';
import { planInvocations } from './plan-invocations.ts';
import { moveWorkRequest } from './move-work-request.ts';
import type { WorkNeeds } from './needs.ts';
import { planWork, type PlannedWork, type StartWorkRequest } from './plan-work.ts';
import {
  findByIdempotencyKey,
  insertInvocations,
  insertWorkRequest,
  type NewInvocation,
} from './sql/create-work-request.ts';
import { writeLog } from './sql/work-log.ts';
import { insertWaves } from './sql/work-waves.ts';

export interface StartWorkDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly needs: Pick<WorkNeeds, 'fleet' | 'documents' | 'parameters' | 'windows' | 'power'>;
  readonly patience: Patience;
}

export interface StartedWork {
  readonly workRequestId: string;
  readonly invocationIds: readonly string[];
}

/** Rows of one statement. */
const CHUNK = 5_000;

/**
 * Makes a work request with an invocation of each target in one transaction, and gives the first of them their turn.
 * @throws CodedError as `planWork` does; then nothing was made.
 */
export async function startWork(deps: StartWorkDeps, request: StartWorkRequest): Promise<StartedWork> {
  const { idempotencyKey } = request;
  const earlier = idempotencyKey === undefined ? null : await findByIdempotencyKey(deps.db, idempotencyKey);
  if (earlier !== null) return earlier;
  const plan = await planWork(deps.needs, request);
  if (request.window?.windowIds !== undefined) {
    await deps.needs.windows.requireWindows(deps.db, request.window.windowIds, 'body.window.windowIds');
  }
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
async function create(tx: Transaction, creation: Creation): Promise<StartedWork | null> {
  const { deps, request, plan, workRequestId } = creation;
  const at = deps.clock();
  const { document, compartmentId, timeoutSeconds, targets } = plan;
  const { createdBy, maxConcurrency = MAX_CONCURRENCY_DEFAULT, overrideFreeze = null, within } = request;
  const window = within === undefined ? (request.window ?? null) : { atEnd: within.atEnd };
  const heedsFreezes =
    overrideFreeze === null && request.partOf === undefined && !holdsStill(document.name, request.parameters);
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
    pins: request.pins ?? null,
    jobId: request.jobId ?? null,
    executionId: request.executionId ?? null,
    waves: request.waves ?? null,
    window,
    power: request.power ?? 'LEAVE',
    heedsFreezes,
    freezeOverride: overrideFreeze,
    forecast: request.forecast ?? null,
    state: 'ACCEPTED',
    reason: '',
    createdBy,
    idempotencyKey: request.idempotencyKey ?? null,
    at,
  });
  if (!isNew) return null;
  await request.whenMade?.(tx, workRequestId);
  await tellStart(tx, creation, at);
  const instanceIds = targets.map(({ id }) => id);
  const judgements =
    within === undefined
      ? await judgeTargets(tx, deps.needs.windows, { instanceIds, window, heedsFreezes, at })
      : judgeWithin({ instanceIds, windows: within.windows, at });
  const { waves, invocations } = planInvocations({
    targets,
    judgements,
    plan: request.waves ?? null,
    repeated: request.repeated,
    maxConcurrency,
    at,
  });
  if (request.mustStart === true) requireStart(invocations);
  await insertWaves(tx, workRequestId, waves, at);
  const bindsLater = request.waves?.sameVersions === true && bindsVersions(document.name, request.parameters);
  const shared = {
    workRequestId,
    timeoutSeconds,
    at,
    bindsVersions: bindsLater || request.pins !== undefined,
    retryOf: request.retryOf ?? null,
  };
  for (let start = 0; start < invocations.length; start += CHUNK) {
    await insertInvocations(tx, invocations.slice(start, start + CHUNK), shared);
  }
  const turn = { workRequestId, at, answersSince: deps.patience.answersSince(), needs: deps.needs };
  const errand = await dispatchWork(tx, turn);
  if (errand !== null) await askForDispatch(tx, workRequestId);
  // Where all were skipped nothing more happens that could end it.
  if (invocations.every(({ state }) => state === 'SKIPPED')) await moveWorkRequest(tx, workRequestId, at);
  return { workRequestId, invocationIds: invocations.map(({ id }) => id) };
}

/** @throws CodedError CONFLICT with the reason of the first. */
function requireStart(invocations: readonly NewInvocation[]): void {
  const [first] = invocations;
  if (first === undefined || invocations.some(({ state }) => state !== 'SKIPPED')) return;
  throw new CodedError('CONFLICT', `No instance may start now, so nothing was changed. ${first.reason}`);
}

/** Who asked for what, and what they had to say for going ahead. */
async function tellStart(tx: Transaction, { request, plan, workRequestId }: Creation, at: Date): Promise<void> {
  const { createdBy, overrideFreeze, ignoreWindow, notes = [] } = request;
  const { document, targets } = plan;
  const count = `${targets.length} ${targets.length === 1 ? 'instance' : 'instances'}`;
  const message = `${createdBy} asked to run ${document.name} version ${document.version} on ${count}.`;
  await writeLog(tx, { workRequestId, at, level: 'INFO', message });
  if (request.pins !== undefined) {
    const words = `It installs the versions that ${request.retryOf ?? 'what it repeats'} was bound to.`;
    await writeLog(tx, { workRequestId, at, level: 'INFO', message: words });
  }
  for (const note of notes) await writeLog(tx, { workRequestId, at, level: 'WARNING', message: note });
  if (overrideFreeze !== undefined) {
    const { by, reason } = overrideFreeze;
    await writeLog(tx, { workRequestId, at, level: 'WARNING', message: `${by} overrode any freeze: ${reason}` });
    await recordAudit(tx, { actor: by, action: 'override freeze', target: workRequestId, details: { reason } });
  }
  if (ignoreWindow !== undefined) {
    const { reason } = ignoreWindow;
    await writeLog(tx, { workRequestId, at, level: 'WARNING', message: `${createdBy} asked for no window: ${reason}` });
    await recordAudit(tx, { actor: createdBy, action: 'ignore window', target: workRequestId, details: { reason } });
  }
}
