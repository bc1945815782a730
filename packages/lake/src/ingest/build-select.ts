import { reportColumns, type ReportColumn, type ReportKind } from '@rustine/contract';
import { ROW_BYTES_MAX } from '../csv/check-structure.ts';

/** DuckDB measures a line a little otherwise than we measure a row, so it gets some room. */
const LINE_BYTES_MAX = ROW_BYTES_MAX + 64 * 1024;
/** One buffer a thread, and larger ones would count against the memory limit; the default is sixteen lines. */
const BUFFER_BYTES = 4 * LINE_BYTES_MAX;

/** `error()` with this text means: a cell breaks the contract. The precise validator then says which. */
export const CELL_FAULT = 'a cell breaks the report contract';

/**
 * SQL that reads the reports `$files` of one kind as typed rows, and fails on the first cell that `parseCell` would
 * refuse. Cells are read as text and cast here, since the casts of a CSV reader forgive what the contract does not.
 *
 * Cost decides the form: GLOB is a third of a regular expression, and the join to `batch_reports` on the file name is
 * both the check of whose report it is and where `report_id` comes from.
 */
export function buildSelect(kind: ReportKind): string {
  const columns: readonly ReportColumn[] = reportColumns[kind];
  const names = columns.map((column) => `'${column.name}': 'VARCHAR'`).join(', ');
  const conditions = [
    'csv.invocation_id = granted.invocation_id',
    'csv.instance_id = granted.instance_id',
    ...columns.flatMap(conditionsOf),
  ];
  const [first, ...others] = columns.map(outputOf);
  return `
SELECT
  granted.report_id,
  CASE WHEN ${conditions.join('\n    AND ')}
    THEN ${first} ELSE error('${CELL_FAULT}') END AS schema_version,
  ${others.join(',\n  ')}
FROM read_csv($files, columns = {${names}}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
  strict_mode = true, null_padding = false, ignore_errors = false, nullstr = '', allow_quoted_nulls = true,
  max_line_size = ${LINE_BYTES_MAX}, buffer_size = ${BUFFER_BYTES}, filename = true) AS csv
JOIN batch_reports AS granted ON granted.file = csv.filename`;
}

function outputOf(column: ReportColumn): string {
  const cell = `csv.${column.name}`;
  switch (column.type) {
    case 'text':
      return column.name === 'schema_version' ? cell : `${cell} AS ${column.name}`;
    case 'timestamp':
      return `${cell}::TIMESTAMPTZ AS ${column.name}`;
    case 'integer':
      return `${cell}::BIGINT AS ${column.name}`;
    case 'boolean':
      return `(${cell} = 'true') AS ${column.name}`;
    default:
      return column.type satisfies never;
  }
}

/** The conditions on one cell, each of them never NULL: a CASE takes NULL for false, an AND inside it must too. */
function conditionsOf(column: ReportColumn): string[] {
  const cell = `csv.${column.name}`;
  const rule = ruleOf(column, cell);
  if (column.required) return [`${cell} IS NOT NULL`, ...(rule === null ? [] : [rule])];
  return rule === null ? [] : [`(${cell} IS NULL OR ${rule})`];
}

const day = '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]';
const minutes = '[0-5][0-9]:[0-5][0-9]';
const timestampWithFraction = String.raw`[12]\d{3}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{1,9}Z`;

function ruleOf(column: ReportColumn, cell: string): string | null {
  if (column.values !== undefined) return `${cell} IN (${column.values.map((value) => `'${value}'`).join(', ')})`;
  switch (column.type) {
    case 'text':
      return null;
    case 'timestamp':
      return `(${cell} GLOB '${day}T[01][0-9]:${minutes}Z' OR ${cell} GLOB '${day}T2[0-3]:${minutes}Z' OR regexp_full_match(${cell}, '${timestampWithFraction}'))`;
    case 'integer':
      // The way back to text refuses every other spelling; beyond 2^53 a JavaScript number is no longer exact.
      return `(TRY_CAST(${cell} AS BIGINT)::VARCHAR = ${cell} AND TRY_CAST(${cell} AS BIGINT) BETWEEN ${Number.MIN_SAFE_INTEGER} AND ${Number.MAX_SAFE_INTEGER})`;
    case 'boolean':
      return `${cell} IN ('true', 'false')`;
    default:
      return column.type satisfies never;
  }
}
