import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, listValue } from '@duckdb/node-api';
import { reportColumns, type ColumnType } from '@rustine/contract';
import { createIngester, type BatchReport, type Ingester } from '@rustine/lake';
import type { BenchResult } from './main.ts';
import { writeFleetApart } from './write-fleet-apart.ts';

const INSTANCES = 1000;
const ROWS = 700;
const ROUNDS = 7;
const MEMORY_LIMIT = '512MB';
/** Batches after the rounds, by whose end memory must not have grown. */
const LATER_BATCHES = 4;

/**
 * Rows per second from CSV reports to a Parquet part as the server ingests them (sums, structure, contract, durable
 * rename, register) against one bare DuckDB COPY over the same files: same engine settings, same column types, nothing
 * checked, nothing synced. Rounds alternate so that a slow spell of the machine hits both; medians are compared. The
 * processor's time is printed beside the figure, since it says more than the clock on a machine that others use too.
 */
export async function ingestBench(): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), 'rustine-bench-'));
  try {
    const reports = await writeFleetApart(directory, { instances: INSTANCES, rows: ROWS });
    const megabytes = reports.reduce((sum, report) => sum + report.sizeBytes, 0) / 1e6;
    say(`${INSTANCES} reports of ${ROWS} rows, ${megabytes.toFixed(0)} MB, ${ROUNDS} rounds after one to warm up`);
    const raw = await openRaw(directory, reports);
    const ingester = await createIngester({ lakeRoot: join(directory, 'lake'), memoryLimit: MEMORY_LIMIT });
    const ours = () => ingestAll(ingester, 'bench', reports);
    const times: { ours: Cost; raw: Cost }[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const time = { raw: await measure(raw), ours: await measure(ours) };
      if (round > 0) times.push(time);
      say(`round ${round}: raw ${shown(time.raw)}, ours ${shown(time.ours)}`);
    }
    const processor = {
      raw: median(times.map((time) => time.raw.processor)),
      ours: median(times.map((time) => time.ours.processor)),
    };
    say(
      `processor time, medians: raw ${processor.raw.toFixed(0)} ms, ours ${processor.ours.toFixed(0)} ms, ratio ${(processor.raw / processor.ours).toFixed(3)}`,
    );
    say(`peak RSS ${peakMegabytes()} MB, DuckDB's limit ${MEMORY_LIMIT}`);
    for (let batch = 0; batch < LATER_BATCHES; batch += 1) await ingestAll(ingester, `later-${batch}`, reports);
    say(`peak RSS ${peakMegabytes()} MB after ${LATER_BATCHES * INSTANCES} reports more in ${LATER_BATCHES} batches`);
    ingester.close();
    const rate = (values: number[]) => Math.round((INSTANCES * ROWS * 1000) / median(values));
    const figure = rate(times.map((time) => time.ours.clock));
    const reference = rate(times.map((time) => time.raw.clock));
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

async function ingestAll(ingester: Ingester, batchId: string, reports: readonly BatchReport[]): Promise<void> {
  const outcomes = await ingester.ingestBatch({ batchId, reports });
  const good = outcomes.filter((outcome) => outcome.state === 'ingested' && outcome.rows === ROWS);
  if (good.length !== INSTANCES) throw new Error(`only ${good.length} of ${INSTANCES} reports were ingested`);
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
  const sql = `COPY (FROM read_csv($files, columns = {${columns}}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
      hive_partitioning = false))
    TO '${join(directory, 'raw.parquet')}' (FORMAT parquet, COMPRESSION zstd)`;
  return () => connection.run(sql, { files: listValue(reports.map((report) => report.localPath)) });
}

/** Both in milliseconds; processor time is of all threads of the process. */
interface Cost {
  readonly clock: number;
  readonly processor: number;
}

async function measure(work: () => Promise<unknown>): Promise<Cost> {
  const start = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { clock: performance.now() - start, processor: (user + system) / 1000 };
}

function shown({ clock, processor }: Cost): string {
  return `${clock.toFixed(0)} ms (processor ${processor.toFixed(0)})`;
}

function peakMegabytes(): string {
  return (process.resourceUsage().maxRSS / 1024).toFixed(0);
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
