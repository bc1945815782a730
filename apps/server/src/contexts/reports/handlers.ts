import { CodedError } from '@rustine/contract';
import type { ObjectStore } from '@rustine/lake';
import type { Db } from '../../db/connect.ts';
import { decodeCursor, pageOfRows } from '../../http/cursor.ts';
import type { HandlersOf } from '../../http/operation.ts';
import { readStepOutput } from './read-step-output.ts';
import { listReports, toReport, type ListedReport } from './sql/list-reports.ts';

export type ReportsHandlers = HandlersOf<'listReports' | 'getReport' | 'getReportContent' | 'getStepOutput'>;

export function createHandlers({ db, store }: { db: Db; store: ObjectStore }): ReportsHandlers {
  return {
    async listReports({ query }) {
      const { limit, cursor, ...filter } = query;
      const before = cursor === undefined ? undefined : decodeCursor(cursor, 1)[0];
      const found = await listReports(db, { ...filter, before }, limit + 1);
      const { rows, nextCursor } = pageOfRows(found, limit, (report) => [report.id]);
      return { items: rows.map(toReport), nextCursor };
    },
    async getReport({ params }) {
      return toReport(await findReport(db, params.reportId));
    },
    async getReportContent({ params }) {
      const report = await findReport(db, params.reportId);
      const fileName = `${report.kind}-${report.invocationId}.csv`;
      return { contentType: 'text/csv; charset=utf-8', fileName, stream: await store.get(report.key) };
    },
    async getStepOutput({ params: { invocationId }, query }) {
      const stream = await readStepOutput({ db, store }, { invocationId, ...query });
      return { contentType: 'application/octet-stream', fileName: `${invocationId}-${query.stream}.txt`, stream };
    },
  };
}

async function findReport(db: Db, id: string): Promise<ListedReport> {
  const [report] = await listReports(db, { id }, 1);
  if (report === undefined) throw new CodedError('NOT_FOUND', `There is no report ${id}.`);
  return report;
}
