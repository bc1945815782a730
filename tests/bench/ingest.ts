import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, listValue } from '@duckdb/node-api';
import { reportColumns, type ColumnType } from '@rustine/contract';
import { createIngester, type BatchReport } from '@rustine/lake';
import type { BenchResult } from './main.ts';
import { writeFleetReports } from './write-fleet-reports.ts';

const INSTANCES = 1000;
const ROWS = 700;
const ROUNDS = 7;
const MEMORY_LIMIT = '512MB';

/**
 * Rows per second from CSV reports to a Parquet part as the server ingests them (sums, structure, contract, durable
 * rename, register) against one bare DuckDB COPY over the same files: same engine settings, same column types, nothing
 * checked, nothing synced. Rounds alternate so that a slow spell of the machine hits both; medians are compared.
 */
export async function ingestBench(): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), 'rustine-bench-'));
  try {
    const reports = await writeFleetReports(directory, { instances: INSTANCES, rows: ROWS });
    const megabytes = reports.reduce((sum, report) => sum + report.sizeBytes, 0) / 1e6;
    say(`${INSTANCES} reports of ${ROWS} rows, ${megabytes.toFixed(0)} MB, ${ROUNDS} rounds after one to warm up`);
    const raw = await openRaw(directory, reports);
    const ingester = await createIngester({ lakeRoot: join(directory, 'lake'), memoryLimit: MEMORY_LIMIT });
    const ours = async () => {
      const outcomes = await ingester.ingestBatch({ batchId: 'bench', reports });
      const good = outcomes.filter((outcome) => outcome.state === 'ingested' && outcome.rows === ROWS);
      if (good.length !== INSTANCES) throw new Error(`only ${good.length} of ${INSTANCES} reports were ingested`);
    };
    const times: { ours: number; raw: number }[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const time = { raw: await measure(raw), ours: await measure(ours) };
      if (round > 0) times.push(time);
      say(`round ${round}: raw ${time.raw.toFixed(0)} ms, ours ${time.ours.toFixed(0)} ms`);
    }
    ingester.close();
    say(`peak RSS ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB, DuckDB's limit ${MEMORY_LIMIT}`);
    const rate = (values: number[]) => Math.round((INSTANCES * ROWS * 1000) / median(values));
    const figure = rate(times.map((time) => time.ours));
    const reference = rate(times.map((time) => time.raw));
    return {
      bench: 'ingest',
      figure,
      reference,
      ratio: Math.round((figure / reference) * 1000) / 1000,
      unit: 'rows/s',
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The limit: DuckDB with the settings of our own engine, reading and writing with nothing in between. */
async function openRaw(directory: string, reports: readonly BatchReport[]): Promise<() => Promise<unknown>> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: MEMORY_LIMIT, temp_directory: directory });
  const connection = await instance.connect();
  await connection.run('SET preserve_insertion_order = false');
  const types: Record<ColumnType, string> = {
    text: 'VARCHAR',
    timestamp: 'TIMESTAMPTZ',
    integer: 'BIGINT',
    boolean: 'BOOLEAN',
  };
  const columns = reportColumns['software-inventory'].map(({ name, type }) => `'${name}': '${types[type]}'`).join(', ');
  const sql = `COPY (FROM read_csv($files, columns = {${columns}}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"'))
    TO '${join(directory, 'raw.parquet')}' (FORMAT parquet, COMPRESSION zstd)`;
  return () => connection.run(sql, { files: listValue(reports.map((report) => report.localPath)) });
}

async function measure(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
