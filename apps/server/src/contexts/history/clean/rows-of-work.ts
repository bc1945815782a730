import type { HistoryRow } from '@rustine/lake';
import type { Db } from '../../../db/connect.ts';
import type { LiveHandlers } from '../needs.ts';
import { keptInvocations, keptWorkRequest } from '../sql/kept-rows.ts';

/** Invocations in memory at a time. */
const PAGE = 200;

export interface RowsDeps {
  readonly db: Db;
  readonly live: Pick<LiveHandlers, 'getWorkRequest' | 'listInvocations' | 'getInvocation' | 'listWorkLog'>;
}

/**
 * What the lake keeps of work requests that nobody can change meanwhile. Each record has `shown`, which is what the API
 * showed of it last, and so all that it will show of it later.
 */
export async function* workRequestRows(
  { db, live }: RowsDeps,
  ids: readonly string[],
): AsyncGenerator<HistoryRow<'work-requests'>> {
  for (const id of ids) {
    const { invocations: _, ...shown } = await live.getWorkRequest(ask({ workRequestId: id }));
    yield {
      columns: {
        id,
        compartment_id: shown.compartmentId,
        document_name: shown.documentName,
        document_version: shown.documentVersion,
        state: shown.state,
        reason: shown.reason,
        comment: shown.comment,
        created_by: shown.createdBy,
        retry_of: shown.retryOf,
        created_at: shown.createdAt,
        started_at: shown.startedAt,
        finished_at: shown.finishedAt,
      },
      record: { shown, row: await keptWorkRequest(db, id) },
    };
  }
}

export async function* invocationRows(
  deps: RowsDeps,
  workRequestIds: readonly string[],
): AsyncGenerator<HistoryRow<'invocations'>> {
  for await (const page of invocationPages(deps.live, workRequestIds)) {
    const kept = await keptInvocations(
      deps.db,
      page.map(({ id }) => id),
    );
    for (const shown of page) {
      const { row, publication } = kept.get(shown.id) ?? {};
      yield {
        columns: {
          id: shown.id,
          work_request_id: shown.workRequestId,
          instance_id: shown.instanceId,
          instance_name: shown.instanceName,
          document_name: shown.documentName,
          state: shown.state,
          reason: shown.reason,
          created_at: shown.createdAt,
          started_at: shown.startedAt,
          finished_at: shown.finishedAt,
        },
        record: { shown, row, publication },
      };
    }
  }
}

export async function* stepRows(
  { live }: RowsDeps,
  workRequestIds: readonly string[],
): AsyncGenerator<HistoryRow<'invocation-steps'>> {
  for await (const page of invocationPages(live, workRequestIds)) {
    for (const { id, workRequestId } of page) {
      const { steps } = await live.getInvocation(ask({ invocationId: id }));
      for (const [position, shown] of steps.entries()) {
        yield {
          columns: {
            invocation_id: id,
            work_request_id: workRequestId,
            position,
            name: shown.name,
            action: shown.action,
            state: shown.state,
            exit_code: shown.exitCode,
            started_at: shown.startedAt,
            finished_at: shown.finishedAt,
          },
          record: { shown },
        };
      }
    }
  }
}

export async function* logRows(
  { live }: RowsDeps,
  workRequestIds: readonly string[],
): AsyncGenerator<HistoryRow<'work-log'>> {
  for (const workRequestId of workRequestIds) {
    let position = 0;
    for (let cursor: string | undefined; ;) {
      const page = await live.listWorkLog(ask({ workRequestId }, { limit: PAGE, cursor }));
      for (const shown of page.items) {
        position += 1;
        const { at, level, invocationId, instanceName } = shown;
        const columns = { at, level, invocation_id: invocationId, instance_name: instanceName };
        yield { columns: { ...columns, work_request_id: workRequestId, position }, record: { shown } };
      }
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
  }
}

async function* invocationPages(live: RowsDeps['live'], workRequestIds: readonly string[]) {
  for (const workRequestId of workRequestIds) {
    for (let cursor: string | undefined; ;) {
      const page = await live.listInvocations(ask({}, { workRequestId, limit: PAGE, cursor }));
      yield page.items;
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
  }
}

/** As the server itself asks an operation. */
function ask(params: object, query: object = {}): never {
  return { params, query, body: undefined, principal: { name: 'history' }, requestId: 'history' } as never;
}
