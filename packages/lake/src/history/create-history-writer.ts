import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@rustine/contract';
import { nameEngineFault } from '../engine/name-engine-fault.ts';
import { openEngine, type Engine } from '../engine/open-engine.ts';
import { partPath, temporaryPath } from '../ingest/lake-paths.ts';
import { publishPart, withdrawPart } from '../ingest/publish-part.ts';
import { nameStoreFault } from '../store/name-store-fault.ts';
import { figuresOfPart, type Figures } from './count-and-sum.ts';
import { historyTables, type HistoryRow, type HistoryTable } from './history-tables.ts';
import { writeRows } from './write-rows.ts';

/** Where rows go: one part for each batch and table. The caller fixes what a batch is before the first attempt at it. */
export interface HistoryPart<Table extends HistoryTable> {
  readonly table: Table;
  readonly batchId: string;
  /** YYYY-MM-DD: the partition. */
  readonly date: string;
}

export interface HistoryWriter {
  /**
   * Writes the rows as one part, in the place of that of an earlier attempt, and answers how many. It returns only when
   * the part is in the lake under its name and was read back from there with the same rows. Without rows there is no part.
   * Throws UNAVAILABLE (disk full, out of memory) or INTERNAL; the same is to be tried again.
   */
  write<Table extends HistoryTable>(part: HistoryPart<Table>, rows: AsyncIterable<HistoryRow<Table>>): Promise<number>;
  close(): void;
}

/**
 * The engine takes 2,048 rows at a time into memory, but no more than its buffer holds, which is twice the longest line:
 * a step with 1 MiB of control characters, each escaped twice, is 7 MiB.
 */
const LINE_BYTES_MAX = 8 * 1024 * 1024;

export async function createHistoryWriter({
  lakeRoot,
  memoryLimit = '256MB',
}: {
  readonly lakeRoot: string;
  /** DuckDB's limit. */
  readonly memoryLimit?: string;
}): Promise<HistoryWriter> {
  const temporaryDirectory = temporaryPath(lakeRoot);
  await mkdir(temporaryDirectory, { recursive: true, mode: 0o750 });
  // One thread keeps the order of rows, so that those of one run lie together; and this work has time.
  const engine = await openEngine({ temporaryDirectory, memoryLimit, threads: 1 });
  return {
    async write(part, rows) {
      try {
        return await writePart({ engine, lakeRoot }, part, rows);
      } catch (error) {
        throw nameStoreFault(nameEngineFault(error) ?? error);
      }
    },
    close: () => engine.close(),
  };
}

async function writePart<Table extends HistoryTable>(
  { engine, lakeRoot }: { engine: Engine; lakeRoot: string },
  { table, ...where }: HistoryPart<Table>,
  rows: AsyncIterable<HistoryRow<Table>>,
): Promise<number> {
  const path = partPath(lakeRoot, table, where);
  const unfinished = join(temporaryPath(lakeRoot), randomUUID());
  const [lines, parquet] = [`${unfinished}.ndjson`, `${unfinished}.parquet`];
  try {
    const written = await writeRows(lines, rows);
    if (written.rows === 0) {
      await withdrawPart(path);
      return 0;
    }
    const connection = await engine.revive();
    await connection.run(copyStatement(table, parquet), { lines });
    await publishPart(lakeRoot, parquet, path);
    proveWhole(path, written, await figuresOfPart(connection, path));
    return written.rows;
  } finally {
    await Promise.all([rm(lines, { force: true }), rm(parquet, { force: true })]);
  }
}

function copyStatement(table: HistoryTable, target: string): string {
  const columns = Object.entries(historyTables[table]).map(([name, type]) => `'${name}': '${type}'`);
  return `COPY (
      SELECT * FROM read_json($lines, format = 'newline_delimited', auto_detect = false,
        columns = {${columns.join(', ')}}, maximum_object_size = ${LINE_BYTES_MAX})
    ) TO '${target.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE_BYTES '16MB')`;
}

function proveWhole(path: string, written: Figures, found: Figures): void {
  if (found.rows === written.rows && found.sum === written.sum) return;
  throw new CodedError(
    'INTERNAL',
    `${path} should hold ${written.rows} rows of sum ${written.sum}, and was read back with ${found.rows} of sum ${found.sum}`,
  );
}
