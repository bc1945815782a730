import { CodedError, type WorkRequest } from '@rustine/contract';
import type { HandlersOf } from '../../http/operation.ts';
import { cancelWorkRequest } from './cancel-work-request.ts';
import { selectInvocation, selectInvocations } from './read/invocations.ts';
import { pageOfRows, readCursor } from './read/page.ts';
import { presentStep } from './read/present-step.ts';
import { presentLogEntry, selectWorkLog } from './read/work-log.ts';
import { selectWorkRequest, selectWorkRequests } from './read/work-requests.ts';
import { readSteps } from './sql/steps.ts';
import { startWork, type StartWorkDeps } from './start-work.ts';

export type WorkHandlers = HandlersOf<
  | 'runCommand'
  | 'listWorkRequests'
  | 'getWorkRequest'
  | 'listWorkLog'
  | 'cancelWorkRequest'
  | 'getInvocation'
  | 'listInvocations'
>;

/** Invocations shown with their work request; `listInvocations` pages through all of a larger one. */
const INVOCATIONS_SHOWN = 1000;

export function createHandlers(deps: StartWorkDeps): WorkHandlers {
  const { db, clock } = deps;

  const requireWorkRequest = async (workRequestId: string): Promise<WorkRequest> => {
    const workRequest = await selectWorkRequest(db, workRequestId);
    if (workRequest === null) throw new CodedError('NOT_FOUND', `There is no work request ${workRequestId}.`);
    return workRequest;
  };

  return {
    async runCommand({ body, principal }) {
      const { workRequestId } = await startWork(deps, { ...body, createdBy: principal.name });
      return requireWorkRequest(workRequestId);
    },
    async listWorkRequests({ query: { limit, cursor, ...filter } }) {
      const rows = await selectWorkRequests(db, filter, { after: readCursor(cursor), limit: limit + 1 });
      return pageOfRows(rows, { limit, keyOf: ({ id }) => id });
    },
    async getWorkRequest({ params: { workRequestId } }) {
      const workRequest = await requireWorkRequest(workRequestId);
      const invocations = await selectInvocations(db, { workRequestId }, { after: null, limit: INVOCATIONS_SHOWN });
      return { ...workRequest, invocations };
    },
    async listWorkLog({ params: { workRequestId }, query: { limit, cursor } }) {
      await requireWorkRequest(workRequestId);
      const after = readCursor(cursor, 'number');
      const rows = await selectWorkLog(db, workRequestId, { after, limit: limit + 1 });
      const { items, nextCursor } = pageOfRows(rows, { limit, keyOf: ({ id }) => id });
      return { items: items.map(presentLogEntry), nextCursor };
    },
    async cancelWorkRequest({ params: { workRequestId }, principal }) {
      await cancelWorkRequest(db, { workRequestId, by: principal.name, at: clock() });
      return requireWorkRequest(workRequestId);
    },
    async getInvocation({ params: { invocationId } }) {
      const invocation = await selectInvocation(db, invocationId);
      if (invocation === null) throw new CodedError('NOT_FOUND', `There is no invocation ${invocationId}.`);
      const steps = await readSteps(db, invocationId);
      return { ...invocation, steps: steps.map(presentStep) };
    },
    async listInvocations({ query: { limit, cursor, ...filter } }) {
      const rows = await selectInvocations(db, filter, { after: readCursor(cursor), limit: limit + 1 });
      return pageOfRows(rows, { limit, keyOf: ({ id }) => id });
    },
  };
}
