import { CodedError, type Invocation, type WorkRequest } from '@rustine/contract';
import type { HandlersOf } from '../../http/operation.ts';
import type { Principal } from '../../http/principal.ts';
import { cancelInvocation } from './cancel-invocation.ts';
import { cancelWorkRequest } from './cancel-work-request.ts';
import { readFeed } from './read/feed.ts';
import { selectInvocation, selectInvocations } from './read/invocations.ts';
import { pageOfRows, readCursor } from '../../http/id-cursor.ts';
import { presentStep } from './read/present-step.ts';
import { presentLogEntry, selectWorkLog } from './read/work-log.ts';
import { selectWaves } from './read/waves.ts';
import { selectDetail } from './read/work-detail.ts';
import { selectWorkRequest, selectWorkRequests } from './read/work-requests.ts';
import { retryWork } from './retry-work.ts';
import { readSteps } from './sql/steps.ts';
import { startWork, type StartWorkDeps } from './start-work.ts';
import { resumeWork } from './waves/resume-work.ts';

export type WorkHandlers = HandlersOf<
  | 'runCommand'
  | 'listWorkRequests'
  | 'getWorkRequest'
  | 'listWorkLog'
  | 'cancelWorkRequest'
  | 'cancelInvocation'
  | 'resumeWorkRequest'
  | 'retryWorkRequest'
  | 'followWorkRequest'
  | 'getInvocation'
  | 'listInvocations'
>;

/** Invocations shown with their work request; `listInvocations` pages through all of a larger one. */
const INVOCATIONS_SHOWN = 200;

export function createHandlers(deps: StartWorkDeps): WorkHandlers {
  const { db, clock } = deps;
  const { power } = deps.needs;

  const requireWorkRequest = async (workRequestId: string): Promise<WorkRequest> => {
    const workRequest = await selectWorkRequest(db, workRequestId);
    if (workRequest === null) throw new CodedError('NOT_FOUND', `There is no work request ${workRequestId}.`);
    return workRequest;
  };

  const requireInvocation = async (invocationId: string): Promise<Invocation> => {
    const invocation = await selectInvocation(db, invocationId);
    if (invocation === null) throw new CodedError('NOT_FOUND', `There is no invocation ${invocationId}.`);
    return invocation;
  };

  return {
    async runCommand({ body, principal }) {
      const { workRequestId } = await startWork(deps, askedBy(principal, body));
      return requireWorkRequest(workRequestId);
    },
    async retryWorkRequest({ params: { workRequestId }, body, principal }) {
      return requireWorkRequest(
        await retryWork(deps, await requireWorkRequest(workRequestId), askedBy(principal, body)),
      );
    },
    async followWorkRequest({ params: { workRequestId }, query: { cursor } }) {
      return readFeed(db, await requireWorkRequest(workRequestId), cursor);
    },
    async listWorkRequests({ query: { limit, cursor, ...filter } }) {
      const rows = await selectWorkRequests(db, filter, { after: readCursor(cursor), limit: limit + 1 });
      return pageOfRows(rows, { limit, keyOf: ({ id }) => id });
    },
    async getWorkRequest({ params: { workRequestId } }) {
      const workRequest = await requireWorkRequest(workRequestId);
      const invocations = await selectInvocations(db, { workRequestId }, { after: null, limit: INVOCATIONS_SHOWN });
      const waves = await selectWaves(db, workRequestId);
      return { ...workRequest, ...(await selectDetail(db, workRequestId)), waves, invocations };
    },
    async listWorkLog({ params: { workRequestId }, query: { limit, cursor } }) {
      await requireWorkRequest(workRequestId);
      const after = readCursor(cursor, 'number');
      const rows = await selectWorkLog(db, workRequestId, { after, limit: limit + 1 });
      const { items, nextCursor } = pageOfRows(rows, { limit, keyOf: ({ id }) => id });
      return { items: items.map(presentLogEntry), nextCursor };
    },
    async cancelWorkRequest({ params: { workRequestId }, principal }) {
      await cancelWorkRequest(db, power, { workRequestId, by: principal.name, at: clock() });
      return requireWorkRequest(workRequestId);
    },
    async resumeWorkRequest({ params: { workRequestId }, body, principal, requestId }) {
      const { reason } = body;
      await resumeWork(db, { workRequestId, by: principal.name, reason, requestId, at: clock() });
      return requireWorkRequest(workRequestId);
    },
    async cancelInvocation({ params: { invocationId }, principal }) {
      await cancelInvocation(db, { invocationId, by: principal.name, at: clock(), power });
      return requireInvocation(invocationId);
    },
    async getInvocation({ params: { invocationId } }) {
      const invocation = await requireInvocation(invocationId);
      const steps = await readSteps(db, invocationId);
      return { ...invocation, steps: steps.map(presentStep) };
    },
    async listInvocations({ query: { limit, cursor, ...filter } }) {
      const rows = await selectInvocations(db, filter, { after: readCursor(cursor), limit: limit + 1 });
      return pageOfRows(rows, { limit, keyOf: ({ id }) => id });
    },
  };
}

interface Asked {
  readonly overrideFreeze?: { readonly reason: string } | undefined;
  readonly idempotencyKey?: string | undefined;
}

/**
 * What a person asks for, in that person's name. Their keys are their own: they meet neither another's nor those of the
 * server's own work.
 */
function askedBy<Body extends Asked>({ name: by }: Principal, body: Body) {
  const { overrideFreeze, idempotencyKey } = body;
  return {
    ...body,
    createdBy: by,
    overrideFreeze: overrideFreeze && { ...overrideFreeze, by },
    idempotencyKey: idempotencyKey === undefined ? undefined : `person:${by}:${idempotencyKey}`,
  };
}
