import { INTEGER, LIST, listValue, VARCHAR, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';
import { z } from 'zod';
import type { LakeQuery } from '../read/lake-query.ts';

const days = z.array(z.string().regex(/^\d{4}-\d{2}-\d{2}$/));
const limit = z.int().min(1);

/** A record as it was written; whoever wrote it knows its form. */
const Recorded = z.object({ record: z.string() }).transform(({ record }): unknown => JSON.parse(record));

/** Texts, null where there is none, and numbers as placeholders. */
function bind(texts: Record<string, string | null>, numbers: Record<string, number>) {
  const values: Record<string, DuckDBValue> = { ...texts, ...numbers };
  const types: Record<string, DuckDBType> = {};
  for (const name of Object.keys(texts)) types[name] = VARCHAR;
  for (const name of Object.keys(numbers)) types[name] = INTEGER;
  return { values, types };
}

const WorkRequestsParams = z.object({
  days,
  ids: z.array(z.string()),
  /** Null does not ask; a text is looked for in what people see of it, whatever its case. */
  search: z.string().nullable(),
  instanceId: z.string().nullable(),
  limit,
});

/** Of these work requests those that fit, newest first. */
export const archivedWorkRequests: LakeQuery<z.infer<typeof WorkRequestsParams>, unknown> = {
  name: 'archived-work-requests',
  reads: ['work-requests', 'invocations'],
  days: (params) => params.days,
  sql: `
SELECT w.record
FROM work_requests AS w
WHERE list_contains($ids::VARCHAR[], w.id)
  AND ($instance_id::VARCHAR IS NULL OR w.id IN (
    SELECT i.work_request_id FROM invocations AS i WHERE i.instance_id = $instance_id::VARCHAR
  ))
  AND ($search::VARCHAR IS NULL
    OR contains(lower(concat_ws(chr(10), w.document_name, w.comment, w.created_by, w.reason)), lower($search::VARCHAR))
    OR w.id IN (
      SELECT i.work_request_id FROM invocations AS i WHERE contains(lower(i.instance_name), lower($search::VARCHAR))
    ))
ORDER BY w.id DESC
LIMIT $limit`,
  bind: ({ ids, search, instanceId, limit: most }) => {
    const { values, types } = bind({ search, instance_id: instanceId }, { limit: most });
    return { values: { ...values, ids: listValue(ids) }, types: { ...types, ids: LIST(VARCHAR) } };
  },
  params: WorkRequestsParams,
  row: Recorded,
};

const InvocationsParams = z.object({
  days,
  /** What is null does not count; one of the two ids is given. */
  id: z.string().nullable(),
  workRequestId: z.string().nullable(),
  instanceId: z.string().nullable(),
  state: z.string().nullable(),
  /** Only those with a lower id. */
  before: z.string().nullable(),
  limit,
});

/** Newest first. */
export const archivedInvocations: LakeQuery<z.infer<typeof InvocationsParams>, unknown> = {
  name: 'archived-invocations',
  reads: ['invocations'],
  days: (params) => params.days,
  sql: `
SELECT record
FROM invocations
WHERE ($id::VARCHAR IS NULL OR id = $id::VARCHAR)
  AND ($work_request_id::VARCHAR IS NULL OR work_request_id = $work_request_id::VARCHAR)
  AND ($instance_id::VARCHAR IS NULL OR instance_id = $instance_id::VARCHAR)
  AND ($state::VARCHAR IS NULL OR state = $state::VARCHAR)
  AND ($before::VARCHAR IS NULL OR id < $before::VARCHAR)
ORDER BY id DESC
LIMIT $limit`,
  bind: ({ id, workRequestId, instanceId, state, before, limit: most }) =>
    bind({ id, work_request_id: workRequestId, instance_id: instanceId, state, before }, { limit: most }),
  params: InvocationsParams,
  row: Recorded,
};

const StepsParams = z.object({ days, invocationId: z.string() });

/** All steps of an invocation, in their order. */
export const archivedSteps: LakeQuery<z.infer<typeof StepsParams>, unknown> = {
  name: 'archived-steps',
  reads: ['invocation-steps'],
  days: (params) => params.days,
  sql: `SELECT record FROM invocation_steps WHERE invocation_id = $invocation_id::VARCHAR ORDER BY position`,
  bind: ({ invocationId }) => bind({ invocation_id: invocationId }, {}),
  params: StepsParams,
  row: Recorded,
};

const LogParams = z.object({
  days,
  workRequestId: z.string(),
  /** Lines count from 1; only those after this one. */
  after: z.int().min(0),
  limit,
});

/** The lines of a work request's log, in their order. */
export const archivedLog: LakeQuery<z.infer<typeof LogParams>, unknown> = {
  name: 'archived-log',
  reads: ['work-log'],
  days: (params) => params.days,
  sql: `
SELECT record
FROM work_log
WHERE work_request_id = $work_request_id::VARCHAR AND position > $after
ORDER BY position
LIMIT $limit`,
  bind: ({ workRequestId, after, limit: most }) => bind({ work_request_id: workRequestId }, { after, limit: most }),
  params: LogParams,
  row: Recorded,
};
