import type { ReportColumn } from '@rustine/contract';
import { parseCell, quote, type CellValue } from './parse-cell.ts';
import type { CsvRecord } from './read-records.ts';
import type { ReportFault, ReportIdentity } from './report-fault.ts';

export type CheckedRecord =
  | { readonly ok: true; readonly values: readonly CellValue[] }
  | { readonly ok: false; readonly fault: ReportFault };

/** Reads the cells of one record by the contract. Without an identity, whose report it is stays unchecked. */
export function checkRecord(
  record: CsvRecord,
  columns: readonly ReportColumn[],
  identity: ReportIdentity | null,
): CheckedRecord {
  const fault = (column: string | null, reason: string): CheckedRecord => ({
    ok: false,
    fault: { line: record.line, column, reason },
  });
  if (record.cells.length !== columns.length) {
    return fault(null, `the row has ${record.cells.length} cells, not ${columns.length}`);
  }
  const values: CellValue[] = [];
  for (const [index, column] of columns.entries()) {
    const cell = parseCell(column, record.cells[index] as Buffer);
    if ('reason' in cell) return fault(column.name, cell.reason);
    const granted = grantedValue(column.name, identity);
    if (granted !== null && cell.value !== granted) {
      return fault(column.name, `${quote(String(cell.value))} is not what was granted, ${quote(granted)}`);
    }
    values.push(cell.value);
  }
  return { ok: true, values };
}

function grantedValue(column: string, identity: ReportIdentity | null): string | null {
  if (column === 'invocation_id') return identity?.invocationId ?? null;
  if (column === 'instance_id') return identity?.instanceId ?? null;
  return null;
}
