import {
  REPORT_SCHEMA_VERSION,
  reportColumns,
  type ColumnType,
  type ReportColumn,
  type ReportKind,
} from '@rustine/contract';
import { ROW_BYTES_MAX } from '../csv/check-structure.ts';

/** DuckDB measures a line a little otherwise than we measure a row, so it gets some room. */
const LINE_BYTES_MAX = ROW_BYTES_MAX + 64 * 1024;
/** One buffer a thread, and larger ones would count against the memory limit; the default is sixteen lines. */
const BUFFER_BYTES = 4 * LINE_BYTES_MAX;

/**
 * SQL that reads the reports `$files` of one kind as typed rows. The casts of a CSV reader forgive what the contract
 * does not, so only files come here that stood the pass over their bytes (precheck-report.ts). That pass proves too that
 * each row says whose report it is: those columns are taken from the grant, and the reader need not copy them.
 *
 * It must come first for another reason: when a column is left out of the query and text after it is not UTF-8, DuckDB
 * 1.5.6 ends with an internal error and answers nothing more.
 */
export function buildSelect(kind: ReportKind): string {
  const columns: readonly ReportColumn[] = reportColumns[kind];
  const types = columns.map((column) => `'${column.name}': '${sqlTypes[column.type]}'`).join(', ');
  return `
SELECT granted.report_id, ${columns.map(outputOf).join(', ')}
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

function outputOf(column: ReportColumn): string {
  if (column.name === 'schema_version') return `'${REPORT_SCHEMA_VERSION}' AS schema_version`;
  if (column.name === 'invocation_id' || column.name === 'instance_id') return `granted.${column.name}`;
  return `csv.${column.name}`;
}
