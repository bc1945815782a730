import { reportColumns, type reportLimits, type ReportKind } from '@rustine/contract';
import { checkRecord } from './check-record.ts';
import { createStructureCheck } from './check-structure.ts';
import { readChunks } from './read-chunks.ts';
import { readRecords } from './read-records.ts';
import type { ReportFault, ReportIdentity } from './report-fault.ts';

export type Validation =
  | { readonly ok: true; readonly rows: number }
  | { readonly ok: false; readonly fault: ReportFault };

/**
 * The precise and slow way to judge a report: names the line, the column and the reason of its first fault. Structure
 * is proven over the whole file before a cell is read, so a structural fault is named even when a wrong cell stands
 * before it. Memory is bounded by the largest row that the limits allow.
 */
export async function validateReport(
  path: string,
  expected: ReportIdentity & { readonly kind: ReportKind; readonly limits?: typeof reportLimits },
): Promise<Validation> {
  const check = createStructureCheck(expected.kind, { limits: expected.limits });
  for await (const chunk of readChunks(path)) check.push(chunk);
  const structure = check.end();
  if (!structure.ok) return structure;
  const columns = reportColumns[expected.kind];
  for await (const record of readRecords(path, structure.header)) {
    const checked = checkRecord(record, columns, expected);
    if (!checked.ok) return checked;
  }
  return { ok: true, rows: structure.rows };
}
