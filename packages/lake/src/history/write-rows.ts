import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sumOf, type Figures } from './count-and-sum.ts';
import type { HistoryRow, HistoryTable } from './history-tables.ts';

/** Writes rows as lines of JSON, a line at a time, and counts them on the way. */
export async function writeRows<Table extends HistoryTable>(
  path: string,
  rows: AsyncIterable<HistoryRow<Table>>,
): Promise<Figures> {
  let count = 0;
  let sum = 0n;
  async function* lines(): AsyncGenerator<string> {
    for await (const row of rows) {
      const record = JSON.stringify(row.record);
      count += 1;
      sum += sumOf(record);
      yield `${JSON.stringify({ ...row.columns, record })}\n`;
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(path, { mode: 0o640 }));
  return { rows: count, sum };
}
