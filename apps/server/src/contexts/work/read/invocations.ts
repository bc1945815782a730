import type { Invocation, InvocationPower, InvocationState } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

interface InvocationRow {
  readonly id: string;
  readonly workRequestId: string;
  readonly instanceId: string;
  readonly instanceName: string;
  readonly documentName: string;
  readonly state: InvocationState;
  readonly reason: string;
  readonly deadlineAt: Date | null;
  readonly createdAt: Date;
  readonly releasedAt: Date | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly wave: string | null;
  readonly startUntil: Date | null;
  readonly windowClosesAt: Date | null;
  readonly power: InvocationPower | null;
}

const selection = sql`
  select i.id, i.work_request_id as "workRequestId", i.instance_id as "instanceId", m.display_name as "instanceName",
    w.document_name as "documentName", i.state, i.reason, i.deadline_at as "deadlineAt", i.created_at as "createdAt",
    i.released_at as "releasedAt", i.started_at as "startedAt", i.finished_at as "finishedAt", v.name as wave,
    i.start_until as "startUntil", i.window_closes_at as "windowClosesAt", i.power
  from invocations i
  join work_requests w on w.id = i.work_request_id
  join managed_instances m on m.id = i.instance_id
  left join work_waves v on v.work_request_id = i.work_request_id and v.position = i.wave`;

export interface InvocationFilter {
  readonly instanceId?: string | undefined;
  readonly workRequestId?: string | undefined;
  readonly documentName?: string | undefined;
  readonly state?: InvocationState | undefined;
}

/** Newest first, which is descending ids, below `after`. */
export async function selectInvocations(
  db: Db,
  filter: InvocationFilter,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<Invocation[]> {
  const { rows } = await sql<InvocationRow>`${selection}
    where (${after}::text is null or i.id < ${after}::text)
      and (${filter.instanceId ?? null}::text is null or i.instance_id = ${filter.instanceId ?? null}::text)
      and (${filter.workRequestId ?? null}::text is null or i.work_request_id = ${filter.workRequestId ?? null}::text)
      and (${filter.documentName ?? null}::text is null or w.document_name = ${filter.documentName ?? null}::text)
      and (${filter.state ?? null}::text is null or i.state = ${filter.state ?? null}::text)
    order by i.id desc
    limit ${limit}::integer`.execute(db);
  return rows.map(presentInvocation);
}

export async function selectInvocation(db: Db, invocationId: string): Promise<Invocation | null> {
  const { rows } = await sql<InvocationRow>`${selection} where i.id = ${invocationId}::text`.execute(db);
  return rows[0] === undefined ? null : presentInvocation(rows[0]);
}

function presentInvocation(row: InvocationRow): Invocation {
  return {
    ...row,
    deadlineAt: row.deadlineAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    releasedAt: row.releasedAt?.toISOString() ?? null,
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    startUntil: row.startUntil?.toISOString() ?? null,
    windowClosesAt: row.windowClosesAt?.toISOString() ?? null,
  };
}

export interface KnownInvocation {
  readonly instanceId: string;
  readonly workRequestId: string;
  readonly state: InvocationState;
  readonly finishedAt: Date | null;
}

/** By id, those above `after` that changed in transactions from `since` up to `until`, where those are given. */
export async function selectChanged(
  db: Db,
  workRequestId: string,
  { since, until, after, limit }: ChangedPage,
): Promise<Invocation[]> {
  const { rows } = await sql<InvocationRow>`${selection}
    where i.work_request_id = ${workRequestId}::text and i.id > ${after}::text
      and (${since}::xid8 is null or (i.changed_in >= ${since}::xid8 and i.changed_in < ${until}::xid8))
    order by i.id
    limit ${limit}::integer`.execute(db);
  return rows.map(presentInvocation);
}

export interface ChangedPage {
  /** Null for all, whenever they changed. */
  readonly since: string | null;
  readonly until: string;
  readonly after: string;
  readonly limit: number;
}

/** What other contexts may know of an invocation. */
export async function invocationOf(db: Db, invocationId: string): Promise<KnownInvocation | null> {
  const { rows } = await sql<KnownInvocation>`
    select instance_id as "instanceId", work_request_id as "workRequestId", state, finished_at as "finishedAt"
    from invocations where id = ${invocationId}::text`.execute(db);
  return rows[0] ?? null;
}
