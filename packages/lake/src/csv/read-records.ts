import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parse, type Info } from 'csv-parse';

export interface CsvRecord {
  /** Line on which the record begins; 1 is the header. */
  readonly line: number;
  readonly cells: readonly Buffer[];
}

/**
 * Records after the header, as raw cells, of a CSV whose structure is proven. Memory is bounded by the largest record.
 * Cells are bytes: only then can a cell that is not UTF-8 be named.
 */
export async function* readRecords(
  path: string,
  header: { readonly bytes: number; readonly lineEnd: '\n' | '\r\n' },
): AsyncGenerator<CsvRecord> {
  const parser = parse({ encoding: null, info: true, record_delimiter: header.lineEnd, relax_column_count: true });
  const piped = pipeline(createReadStream(path, { start: header.bytes }), parser);
  // The reader below sees the same failure; without a handler Node would call it unhandled.
  piped.catch(() => undefined);
  let line = 2;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: Buffer[]; info: Info }>) {
      yield { line, cells: record };
      line = info.lines + 2;
    }
  } finally {
    parser.destroy();
  }
}
