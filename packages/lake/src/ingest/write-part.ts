import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { listValue, type DuckDBConnection } from '@duckdb/node-api';
import type { ReportKind } from '@rustine/contract';
import { convertValue } from '../engine/convert-value.ts';
import { nameEngineFault } from '../engine/name-engine-fault.ts';
import type { Engine } from '../engine/open-engine.ts';
import { buildSelect } from './build-select.ts';
import { temporaryPath } from './lake-paths.ts';
import type { BatchReport } from './report-batch.ts';

/** What a temporary part holds of one report. */
export interface PartReport {
  readonly rows: number;
  /** Newest `captured_at` of its rows; null when it has none. */
  readonly capturedAt: Date | null;
}

export type WrittenPart =
  | { readonly ok: true; readonly temporary: string; readonly reports: ReadonlyMap<string, PartReport> }
  | { readonly ok: false; readonly message: string };

/**
 * Writes the rows of reports of one kind to a temporary Parquet file and counts them there. Not ok means that some
 * report was refused, or ended the engine, without saying which. Throws UNAVAILABLE when the machine is at fault. Leaves no file behind
 * unless ok; then it is the caller's.
 */
export async function writePart(
  engine: Engine,
  lakeRoot: string,
  kind: ReportKind,
  reports: readonly BatchReport[],
): Promise<WrittenPart> {
  const temporary = join(temporaryPath(lakeRoot), `${randomUUID()}.parquet`);
  const target = `'${temporary.replaceAll("'", "''")}'`;
  try {
    const connection = await engine.revive();
    await nameReports(connection, reports);
    await connection.run(
      `COPY (${buildSelect(kind)}) TO ${target} (FORMAT parquet, COMPRESSION zstd)`,
      filesOf(reports),
    );
    return { ok: true, temporary, reports: await countReports(connection, temporary, reports) };
  } catch (error) {
    await rm(temporary, { force: true });
    const machineFault = nameEngineFault(error);
    if (machineFault !== null) throw machineFault;
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Reads one report as `writePart` would and keeps nothing; null when it is fine, else what the engine says. */
export async function tryReport(engine: Engine, report: BatchReport): Promise<string | null> {
  try {
    const connection = await engine.revive();
    await nameReports(connection, [report]);
    // Aggregates of every column: a column that nobody asks for would be neither cast nor checked.
    await connection.run(`SELECT max(COLUMNS(*)) FROM (${buildSelect(report.kind)})`, filesOf([report]));
    return null;
  } catch (error) {
    const machineFault = nameEngineFault(error);
    if (machineFault !== null) throw machineFault;
    return error instanceof Error ? error.message : String(error);
  }
}

function filesOf(reports: readonly BatchReport[]) {
  return { files: listValue(reports.map((report) => report.localPath)) };
}

async function nameReports(connection: DuckDBConnection, reports: readonly BatchReport[]): Promise<void> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE batch_reports AS
     SELECT unnest($file) AS file, unnest($report_id) AS report_id,
            unnest($invocation_id) AS invocation_id, unnest($instance_id) AS instance_id`,
    {
      file: listValue(reports.map((report) => report.localPath)),
      report_id: listValue(reports.map((report) => report.reportId)),
      invocation_id: listValue(reports.map((report) => report.invocationId)),
      instance_id: listValue(reports.map((report) => report.instanceId)),
    },
  );
}

async function countReports(
  connection: DuckDBConnection,
  part: string,
  reports: readonly BatchReport[],
): Promise<Map<string, PartReport>> {
  const counted = await connection.runAndReadAll(
    `SELECT report_id, count(*)::INTEGER AS row_count, max(captured_at) AS captured_at FROM read_parquet($part) GROUP BY report_id`,
    { part },
  );
  const found = new Map(
    reports.map((report): [string, PartReport] => [report.reportId, { rows: 0, capturedAt: null }]),
  );
  for (const row of counted.convertRowObjects(convertValue)) {
    found.set(row['report_id'] as string, { rows: Number(row['row_count']), capturedAt: row['captured_at'] as Date });
  }
  return found;
}
