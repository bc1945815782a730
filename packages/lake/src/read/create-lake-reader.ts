import { mkdir } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { reportColumns, type ColumnType, type ReportColumn } from '@rustine/contract';
import { convertValue } from '../engine/convert-value.ts';
import { nameEngineFault } from '../engine/name-engine-fault.ts';
import { openEngine } from '../engine/open-engine.ts';
import { historyTables, type HistoryTable } from '../history/history-tables.ts';
import { partsGlob, REGISTER, temporaryPath, type LakeTable } from '../ingest/lake-paths.ts';
import { tableName, type LakeQuery } from './lake-query.ts';

export interface LakeReader {
  /** Throws UNAVAILABLE when the lake cannot be read; rows and parameters that break their schema throw ZodError. */
  run<Params, Row>(query: LakeQuery<Params, Row>, params: Params): Promise<Row[]>;
  close(): void;
}

export interface LakeReaderOptions {
  readonly lakeRoot: string;
  /** DuckDB's limit, default 256MB. */
  readonly memoryLimit?: string;
  readonly threads?: number;
}

/** Reads the lake through an in-memory DuckDB; any number of readers and writers may share a lake. */
export async function createLakeReader(options: LakeReaderOptions): Promise<LakeReader> {
  const { lakeRoot, memoryLimit = '256MB', threads } = options;
  const temporaryDirectory = temporaryPath(lakeRoot);
  await mkdir(temporaryDirectory, { recursive: true, mode: 0o750 });
  const engine = await openEngine({ temporaryDirectory, memoryLimit, ...(threads === undefined ? {} : { threads }) });
  let turn: Promise<unknown> = Promise.resolve();
  const answer = async <Params, Row>(query: LakeQuery<Params, Row>, params: Params): Promise<Row[]> => {
    const parsed = query.params.parse(params);
    const bound = query.bind(parsed);
    const days = query.days?.(parsed);
    try {
      const connection = await engine.revive();
      for (const table of query.reads) await defineTable(connection, lakeRoot, { table, days });
      const result = await connection.runAndReadAll(query.sql, bound.values, bound.types);
      return result.convertRowObjects(convertValue).map((row) => query.row.parse(row));
    } catch (error) {
      throw nameEngineFault(error) ?? error;
    }
  };
  return {
    run(query, params) {
      // One connection answers one question at a time; views are made anew for each.
      const mine = turn.then(() => answer(query, params));
      turn = mine.catch(() => undefined);
      return mine;
    },
    close: () => engine.close(),
  };
}

/**
 * A view over the parts that are there now, of all days or of some. DuckDB cannot read a glob that matches nothing, so a
 * table without a part is an empty one of the same columns.
 */
async function defineTable(
  connection: DuckDBConnection,
  lakeRoot: string,
  { table, days }: { readonly table: LakeTable; readonly days: readonly string[] | undefined },
): Promise<void> {
  const globs = days?.map((day) => partsGlob(lakeRoot, table, day)) ?? [partsGlob(lakeRoot, table)];
  const found: string[] = [];
  for (const glob of globs) if (await matches(connection, glob)) found.push(`'${glob.replaceAll("'", "''")}'`);
  const empty = columnsOf(table).map(([name, type]) => `NULL::${type} AS ${name}`);
  const source =
    found.length === 0
      ? `(SELECT ${empty.join(', ')} WHERE false)`
      : `read_parquet([${found.join(', ')}], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE})`;
  await connection.run(`CREATE OR REPLACE TEMP VIEW ${tableName(table)} AS SELECT * FROM ${source}`);
}

async function matches(connection: DuckDBConnection, glob: string): Promise<boolean> {
  const found = await connection.runAndReadAll('SELECT count(*)::INTEGER AS parts FROM glob($glob)', { glob });
  return Number(found.getRowObjectsJS()[0]?.['parts']) > 0;
}

const sqlTypes: Record<ColumnType, string> = {
  text: 'VARCHAR',
  timestamp: 'TIMESTAMPTZ',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
};

const registerColumns: readonly (readonly [string, string])[] = [
  ['report_id', 'VARCHAR'],
  ['kind', 'VARCHAR'],
  ['invocation_id', 'VARCHAR'],
  ['instance_id', 'VARCHAR'],
  ['captured_at', 'TIMESTAMPTZ'],
  ['row_count', 'BIGINT'],
  ['size_bytes', 'BIGINT'],
  ['sha256', 'VARCHAR'],
  ['date', 'DATE'],
];

function columnsOf(table: LakeTable): readonly (readonly [string, string])[] {
  if (table === REGISTER) return registerColumns;
  if (isHistory(table)) return [...Object.entries(historyTables[table]), ['date', 'DATE']];
  const columns: readonly ReportColumn[] = reportColumns[table];
  return [
    ['report_id', 'VARCHAR'],
    ...columns.map((column) => [column.name, sqlTypes[column.type]] as const),
    ['date', 'DATE'],
  ];
}

function isHistory(table: LakeTable): table is HistoryTable {
  return Object.hasOwn(historyTables, table);
}
