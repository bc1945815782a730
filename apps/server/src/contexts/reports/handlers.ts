import { CodedError, ReportId } from '@rustine/contract';
import type { ObjectStore } from '@rustine/lake';
import type { Db } from '../../db/connect.ts';
import type { HandlersOf } from '../../http/operation.ts';
import { listReports, toReport, type ListedReport } from './sql/list-reports.ts';

export type ReportsHandlers = HandlersOf<'listReports' | 'getReport' | 'getReportContent'>;

export function createHandlers({ db, store }: { db: Db; store: ObjectStore }): ReportsHandlers {
  return {
    async listReports({ query }) {
      const { limit, cursor, ...filter } = query;
      const found = await listReports(db, { ...filter, before: idOfCursor(cursor) }, limit + 1);
      const items = found.slice(0, limit).map(toReport);
      return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
    async getReport({ params }) {
      return toReport(await findReport(db, params.reportId));
    },
    async getReportContent({ params }) {
      const report = await findReport(db, params.reportId);
      const fileName = `${report.kind}-${report.invocationId}.csv`;
      return { contentType: 'text/csv; charset=utf-8', fileName, stream: await store.get(report.key) };
    },
  };
}

async function findReport(db: Db, id: string): Promise<ListedReport> {
  const [report] = await listReports(db, { id }, 1);
  if (report === undefined) throw new CodedError('NOT_FOUND', `There is no report ${id}.`);
  return report;
}

function idOfCursor(cursor: string | undefined): string | undefined {
  const id = ReportId.optional().safeParse(cursor);
  if (id.success) return id.data;
  const details = [{ place: 'query.cursor', message: 'not a cursor of this list' }];
  throw new CodedError('VALIDATION_FAILED', 'The cursor is not one that this list gave out.', { details });
}
