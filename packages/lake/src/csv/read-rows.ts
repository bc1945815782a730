import { CodedError, reportColumns, type ReportKind } from '@rustine/contract';
import { checkHeader, HEADER_BYTES_MAX } from './check-header.ts';
import { checkRecord } from './check-record.ts';
import { readChunks } from './read-chunks.ts';
import { readRecords } from './read-records.ts';
import type { ReportFault } from './report-fault.ts';

interface ValueOf {
  text: string;
  timestamp: Date;
  integer: number;
  boolean: boolean;
}

type ColumnOf<Kind extends ReportKind> = (typeof reportColumns)[Kind][number];

/** A row of a report, keyed by column name; an empty cell is null, and only where the contract allows one. */
export type ReportRow<Kind extends ReportKind = ReportKind> = {
  readonly [Column in ColumnOf<Kind> as Column['name']]:
    | ValueOf[Column['type']]
    | (Column extends { required: true } ? never : null);
};

/**
 * Rows of a valid report in batches, typed, in the file's order. Memory is bounded by one batch. A file that is not
 * valid after all throws VALIDATION_FAILED with the place: rows that were yielded before must not be kept then.
 */
export async function* rows<Kind extends ReportKind>(
  path: string,
  kind: Kind,
  batchRows = 1000,
): AsyncGenerator<ReportRow<Kind>[]> {
  const columns = reportColumns[kind];
  const header = await readHeader(path, kind);
  let batch: ReportRow<Kind>[] = [];
  for await (const record of readRecords(path, header)) {
    const checked = checkRecord(record, columns, null);
    if (!checked.ok) throw broken(checked.fault);
    batch.push(
      Object.fromEntries(columns.map((column, index) => [column.name, checked.values[index]])) as ReportRow<Kind>,
    );
    if (batch.length < batchRows) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function readHeader(path: string, kind: ReportKind) {
  for await (const chunk of readChunks(path, Buffer.alloc(HEADER_BYTES_MAX))) {
    const header = checkHeader(chunk, kind);
    if (header.ok) return header;
    throw broken(header.fault);
  }
  throw broken({ line: 1, column: null, reason: 'the file is empty' });
}

function broken(fault: ReportFault): CodedError {
  const place = `line ${fault.line}, column ${fault.column}`;
  return new CodedError('VALIDATION_FAILED', `the report breaks the contract: ${place}: ${fault.reason}`, {
    details: [{ place, message: fault.reason }],
  });
}
