import { reportColumns, type ColumnType, type ReportColumn, type ReportKind } from '@rustine/contract';
import { ROW_BYTES_MAX } from '../csv/check-structure.ts';

/** DuckDB measures a line a little otherwise than we measure a row, so it gets some room. */
const LINE_BYTES_MAX = ROW_BYTES_MAX + 64 * 1024;
/** One buffer a thread, and larger ones would count against the memory limit; the default is sixteen lines. */
const BUFFER_BYTES = 4 * LINE_BYTES_MAX;

/**
 * SQL that reads the reports `$files` of one kind as typed rows. The casts of a CSV reader forgive what the contract
 * does not; the pass over the bytes (precheck-report.ts) refuses that, and no part is published without its word.
 *
 * Every column is taken from the file, though the grant knows some: when DuckDB 1.5 leaves out a column of a CSV, a
 * malformed line can make it read beyond its row, and such a fault ends the whole engine.
 */
export function buildSelect(kind: ReportKind): string {
  const columns: readonly ReportColumn[] = reportColumns[kind];
  const types = columns.map((column) => `'${column.name}': '${sqlTypes[column.type]}'`).join(', ');
  return `
SELECT granted.report_id, csv.* EXCLUDE (filename)
FROM read_csv($files, columns = {${types}}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
  strict_mode = true, null_padding = false, ignore_errors = false, nullstr = '', allow_quoted_nulls = true,
  max_line_size = ${LINE_BYTES_MAX}, buffer_size = ${BUFFER_BYTES},
  filename = true, hive_partitioning = false) AS csv
JOIN batch_reports AS granted ON granted.file = csv.filename`;
}

const sqlTypes: Record<ColumnType, string> = {
  text: 'VARCHAR',
  timestamp: 'TIMESTAMPTZ',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
};
