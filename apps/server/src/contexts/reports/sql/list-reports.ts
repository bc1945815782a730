import type { Report, ReportKind, ReportState } from '@rustine/contract';
import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../../../db/connect.ts';

export interface ListedReport {
  readonly id: string;
  readonly invocationId: string;
  readonly workRequestId: string;
  readonly instanceId: string;
  readonly instanceName: string;
  readonly kind: ReportKind;
  readonly key: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly state: ReportState;
  readonly rows: number | null;
  readonly faultLine: number | null;
  readonly faultColumn: string | null;
  readonly faultReason: string | null;
  readonly createdAt: Date;
  readonly ingestedAt: Date | null;
}

export interface ReportFilter {
  readonly id?: string | undefined;
  readonly instanceId?: string | undefined;
  readonly workRequestId?: string | undefined;
  readonly kind?: ReportKind | undefined;
  readonly state?: ReportState | undefined;
  /** Only those older than this id: ids sort by the time they were made. */
  readonly before?: string | undefined;
}

/** Newest first, whether or not their invocation is still here. Names come from the fleet and are only read. */
export async function listReports(db: Db, filter: ReportFilter, limit: number): Promise<ListedReport[]> {
  const equals: [RawBuilder<unknown>, string | undefined][] = [
    [sql`r.id`, filter.id],
    [sql`r.instance_id`, filter.instanceId],
    [sql`r.work_request_id`, filter.workRequestId],
    [sql`r.kind`, filter.kind],
    [sql`r.state`, filter.state],
  ];
  const conditions = equals.flatMap(([column, value]) =>
    value === undefined ? [] : [sql`${column} = ${value}::text`],
  );
  if (filter.before !== undefined) conditions.push(sql`r.id < ${filter.before}::text`);
  const { rows } = await sql<ListedReport>`
    select
      r.id, r.invocation_id as "invocationId", r.work_request_id as "workRequestId", r.instance_id as "instanceId",
      m.display_name as "instanceName", r.kind, r.key, r.size_bytes as "sizeBytes", r.sha256, r.state, r.rows,
      r.fault_line as "faultLine", r.fault_column as "faultColumn", r.fault_reason as "faultReason",
      r.created_at as "createdAt", r.ingested_at as "ingestedAt"
    from reports r
    join managed_instances m on m.id = r.instance_id
    where ${sql.join([sql`true`, ...conditions], sql` and `)}
    order by r.id desc limit ${limit}::int`.execute(db);
  return rows;
}

/** As the API shows it. An upload that could not be ingested yet shows why. */
export function toReport({ faultLine, faultColumn, faultReason, ...row }: ListedReport): Report {
  return {
    ...row,
    fault: faultReason === null ? null : { line: faultLine, column: faultColumn, reason: faultReason },
    createdAt: row.createdAt.toISOString(),
    ingestedAt: row.ingestedAt?.toISOString() ?? null,
  };
}
