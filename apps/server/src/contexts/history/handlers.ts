import { CodedError, type WorkRequest } from '@rustine/contract';
import type { Db } from '../../db/connect.ts';
import { pageOfRows, readCursor } from '../../http/id-cursor.ts';
import type { HistoryNeeds, LiveHandlers } from './needs.ts';
import { listArchivedWork } from './read/list-work.ts';
import { orArchived } from './read/or-archived.ts';
import {
  readInvocationDetail,
  readInvocations,
  readLog,
  readWorkRequest,
  type ArchiveDeps,
} from './read/read-archive.ts';
import { archivedOutput } from './read/step-output.ts';
import { findArchived } from './sql/archived-work-requests.ts';

export interface HandlersDeps {
  readonly db: Db;
  readonly needs: Pick<HistoryNeeds, 'live' | 'lake'>;
}

const byId = ({ id }: { readonly id: string }) => id;

/** The operations of work, which find in the lake what is not in PostgreSQL any more, and say so. */
export function createHandlers({ db, needs }: HandlersDeps): LiveHandlers {
  const { live } = needs;
  const archive: ArchiveDeps = { db, reader: needs.lake.reader };

  /** What can be done with work cannot be done with its history. */
  const refuseWork = async (workRequestId: string): Promise<null> => {
    if ((await findArchived(db, workRequestId)) !== null) throw isArchived(`The work request ${workRequestId}`);
    return null;
  };
  const refuseInvocation = async (invocationId: string): Promise<null> => {
    if ((await readInvocationDetail(archive, invocationId)) !== null)
      throw isArchived(`The invocation ${invocationId}`);
    return null;
  };

  return {
    async listWorkRequests(input) {
      const { archived = false, limit, cursor, ...filter } = input.query;
      if (!archived) return live.listWorkRequests(input);
      const before = readCursor(cursor);
      // The living first: one that moves between the two looks is seen twice then, and not missed.
      const { items, nextCursor } = await live.listWorkRequests(input);
      const known = new Set(items.map(byId));
      // What is older than a full page of the living stands on a later page; mostly that is all of it.
      const above = nextCursor === null ? undefined : items.at(-1)?.id;
      const old = await listArchivedWork(archive, { ...filter, above }, { before, limit: limit + 1 });
      const merged: WorkRequest[] = [...items, ...old.filter(({ id }) => !known.has(id))];
      merged.sort((a, b) => (a.id < b.id ? 1 : -1));
      const page = pageOfRows(merged, { limit, keyOf: byId });
      return merged.length > limit ? page : { ...page, nextCursor };
    },
    getWorkRequest: (input) =>
      orArchived(
        () => live.getWorkRequest(input),
        () => readWorkRequest(archive, input.params.workRequestId),
      ),
    listWorkLog: (input) =>
      orArchived(
        () => live.listWorkLog(input),
        async () => {
          const found = await findArchived(db, input.params.workRequestId);
          if (found === null) return null;
          const { limit, cursor } = input.query;
          const after = Number(readCursor(cursor, 'number') ?? '0');
          const lines = await readLog(archive, found, { after, limit: limit + 1 });
          const page = pageOfRows(
            lines.map((line, index) => ({ line, position: after + index + 1 })),
            { limit, keyOf: ({ position }) => position },
          );
          return { items: page.items.map(({ line }) => line), nextCursor: page.nextCursor };
        },
      ),
    async listInvocations(input) {
      const { workRequestId, documentName, limit, cursor, ...filter } = input.query;
      const found = workRequestId === undefined ? null : await findArchived(db, workRequestId);
      if (found === null) return live.listInvocations(input);
      const rows = await readInvocations(archive, found, { ...filter, before: readCursor(cursor), limit: limit + 1 });
      const page = pageOfRows(rows, { limit, keyOf: byId });
      // All of a work request run one document.
      const isOther = documentName !== undefined && rows[0]?.documentName !== documentName;
      return isOther ? { items: [], nextCursor: null } : page;
    },
    getInvocation: (input) =>
      orArchived(
        () => live.getInvocation(input),
        () => readInvocationDetail(archive, input.params.invocationId),
      ),
    getStepOutput: (input) =>
      orArchived(
        () => live.getStepOutput(input),
        async () => {
          const { invocationId } = input.params;
          const found = await readInvocationDetail(archive, invocationId);
          if (found === null) return null;
          const fileName = `${invocationId}-${input.query.stream}.txt`;
          const stream = archivedOutput(found, input.query);
          return { contentType: 'application/octet-stream', fileName, stream };
        },
      ),
    cancelWorkRequest: (input) =>
      orArchived(
        () => live.cancelWorkRequest(input),
        () => refuseWork(input.params.workRequestId),
      ),
    retryWorkRequest: (input) =>
      orArchived(
        () => live.retryWorkRequest(input),
        () => refuseWork(input.params.workRequestId),
      ),
    resumeWorkRequest: (input) =>
      orArchived(
        () => live.resumeWorkRequest(input),
        () => refuseWork(input.params.workRequestId),
      ),
    followWorkRequest: (input) =>
      orArchived(
        () => live.followWorkRequest(input),
        () => refuseWork(input.params.workRequestId),
      ),
    cancelInvocation: (input) =>
      orArchived(
        () => live.cancelInvocation(input),
        () => refuseInvocation(input.params.invocationId),
      ),
  };
}

function isArchived(what: string): CodedError {
  return new CodedError(
    'CONFLICT',
    `${what} ended long ago and was cleaned up: it can be read, and nothing can be done with it. To do the same again, run its document anew.`,
  );
}
