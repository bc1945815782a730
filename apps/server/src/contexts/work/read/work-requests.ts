import type { PowerRule, WorkRequest, WorkRequestState } from '@rustine/contract';
import { deriveWorkRequest, type InvocationCounts } from '@rustine/domain';
import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../../../db/connect.ts';

interface WorkRequestRow {
  readonly id: string;
  readonly compartmentId: string;
  readonly documentName: string;
  readonly documentVersion: number | null;
  readonly state: WorkRequestState;
  readonly reason: string;
  readonly counts: InvocationCounts | null;
  readonly waiting: number;
  readonly maxConcurrency: string;
  readonly maxErrors: string;
  readonly comment: string;
  readonly retryOf: string | null;
  readonly jobId: string | null;
  readonly executionId: string | null;
  readonly power: PowerRule;
  readonly waveOpen: boolean;
  readonly haltedWave: string | null;
  readonly haltReason: string | null;
  readonly haltedUntil: Date | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

const columns = sql`
  w.id, w.compartment_id as "compartmentId", w.document_name as "documentName",
  w.document_version as "documentVersion", w.state, w.reason, w.max_concurrency as "maxConcurrency",
  w.max_errors as "maxErrors", w.comment, w.retry_of as "retryOf", w.job_id as "jobId",
  w.execution_id as "executionId", w.power, v.name as "haltedWave", v.reason as "haltReason",
  v.decide_until as "haltedUntil", exists (
    select from work_waves where work_request_id = w.id
      and (state in ('RUNNING', 'BAKING', 'CHECKING') or decide_until is not null)
  ) as "waveOpen", w.created_by as "createdBy",
  w.created_at as "createdAt", w.started_at as "startedAt", w.finished_at as "finishedAt",
  (
    select jsonb_object_agg(by_state.state, by_state.count)
    from (select state, count(*) from invocations where work_request_id = w.id group by state) by_state
  ) as counts,
  (
    select count(*) from invocations where work_request_id = w.id and state = 'PENDING' and released_at is null
  ) as waiting`;

/** With the wave that failed, if its later ones wait for a person. */
const from = sql`
  from work_requests w
  left join work_waves v on v.work_request_id = w.id and v.decide_until is not null`;

export interface WorkRequestFilter {
  readonly state?: WorkRequestState | undefined;
  readonly instanceId?: string | undefined;
  readonly documentName?: string | undefined;
  readonly search?: string | undefined;
  /** Made from `since` on, and before `until`. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** Newest first, which is descending ids, below `after`. */
export async function selectWorkRequests(
  db: Db,
  filter: WorkRequestFilter,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<WorkRequest[]> {
  const { rows } = await sql<WorkRequestRow>`
    select ${columns} ${from}
    where (${after}::text is null or w.id < ${after}::text)
      and (${filter.state ?? null}::text is null or w.state = ${filter.state ?? null}::text)
      and (${filter.documentName ?? null}::text is null or w.document_name = ${filter.documentName ?? null}::text)
      and (${filter.instanceId ?? null}::text is null or exists (
        select from invocations i where i.work_request_id = w.id and i.instance_id = ${filter.instanceId ?? null}::text
      ))
      and (${filter.since ?? null}::timestamptz is null or w.created_at >= ${filter.since ?? null}::timestamptz)
      and (${filter.until ?? null}::timestamptz is null or w.created_at < ${filter.until ?? null}::timestamptz)
      and (${filter.search ?? null}::text is null or ${mentions(filter.search ?? '')})
    order by w.id desc
    limit ${limit}::integer`.execute(db);
  return rows.map(presentWorkRequest);
}

/** Whether a person who looks at the work request can read the text there, whatever its case. */
function mentions(search: string): RawBuilder<boolean> {
  return sql<boolean>`(
    strpos(lower(concat_ws(chr(10), w.document_name, w.comment, w.created_by, w.reason)), lower(${search}::text)) > 0
    or w.id in (
      select i.work_request_id from invocations i join managed_instances m on m.id = i.instance_id
      where strpos(lower(m.display_name), lower(${search}::text)) > 0
    ))`;
}

export async function selectWorkRequest(db: Db, workRequestId: string): Promise<WorkRequest | null> {
  const { rows } = await sql<WorkRequestRow>`
    select ${columns} ${from} where w.id = ${workRequestId}::text`.execute(db);
  return rows[0] === undefined ? null : presentWorkRequest(rows[0]);
}

function presentWorkRequest({
  counts,
  waveOpen,
  haltedWave,
  haltReason,
  haltedUntil,
  ...row
}: WorkRequestRow): WorkRequest {
  const halted =
    haltedWave === null || haltedUntil === null
      ? null
      : { wave: haltedWave, reason: haltReason ?? '', until: haltedUntil.toISOString() };
  return {
    ...row,
    halted,
    counts: counts ?? {},
    percentComplete: deriveWorkRequest(counts ?? {}, { cancelAsked: false, waveOpen }).percentComplete,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    archived: false,
  };
}
