import { rows, type ReportRow as LakeRow } from '@rustine/lake';
import { sqlState } from '../../../db/errors.ts';
import type { Transaction } from '../../../db/connect.ts';
import type { ReportsNeeds, Row } from '../needs.ts';
import type { ReportRow } from '../report-row.ts';
import { markIngested } from '../sql/mark-ingested.ts';
import { MemberFault } from './member-fault.ts';

/** Rows that are in memory at once. */
const CHUNK_ROWS = 2000;

export interface IngestedMember {
  readonly report: ReportRow;
  readonly rowCount: number;
  readonly path: string;
}

/**
 * Carries one report that the lake took into the state of our own tables.
 *
 * @throws MemberFault when the database cannot hold a value of it: that is the report's fault, not the batch's.
 */
export async function applyReport(
  tx: Transaction,
  { report, rowCount, path }: IngestedMember,
  compliance: ReportsNeeds['compliance'],
): Promise<void> {
  const chunks = rows(path, report.kind, CHUNK_ROWS);
  try {
    const first = await chunks.next();
    // A report without rows says nothing of when it was made; it was granted right after.
    const capturedAt = first.done ? report.createdAt : capturedAtOf(first.value);
    await markIngested(tx, { id: report.id, rows: rowCount, capturedAt });
    const valid = { ...report, reportId: report.id, capturedAt, rowCount };
    await compliance.applyReport(tx, valid, chain(first, chunks));
  } catch (error) {
    const state = sqlState(error);
    // Classes 22 (data exception), 23 (integrity) and 54 (program limit): PostgreSQL manual, appendix A.
    if (state === undefined || !/^(22|23|54)/.test(state)) throw error;
    throw new MemberFault(
      report.id,
      `the database cannot hold a value of this report: ${(error as Error).message}`,
      error,
    );
  } finally {
    await chunks.return(undefined);
  }
}

function capturedAtOf(chunk: readonly LakeRow[]): Date {
  const value = chunk[0]?.captured_at;
  if (value instanceof Date) return value;
  throw new TypeError('a valid report has captured_at in its first row');
}

async function* chain(
  first: IteratorResult<readonly LakeRow[], unknown>,
  rest: AsyncIterator<readonly LakeRow[]>,
): AsyncGenerator<readonly Row[]> {
  for (let next = first; !next.done; next = await rest.next()) yield next.value;
}
