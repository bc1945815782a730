import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { listValue, timestampTZValue, type DuckDBConnection } from '@duckdb/node-api';
import { nameEngineFault } from '../engine/name-engine-fault.ts';
import { partPath, REGISTER, temporaryPath } from './lake-paths.ts';
import { publishPart, withdrawPart } from './publish-part.ts';
import type { BatchReport } from './report-batch.ts';
import type { PartReport } from './write-part.ts';

/**
 * Writes which reports of a batch and day are in the lake. It comes after their rows: readers count a row only when its
 * report stands here, so a death between the parts of a batch shows nothing. It is also the only trace of a scan that
 * found nothing missing, and of when that was.
 */
export async function writeRegister(
  connection: DuckDBConnection,
  lakeRoot: string,
  day: {
    readonly batchId: string;
    readonly date: string;
    readonly ingested: readonly { readonly report: BatchReport; readonly part: PartReport }[];
  },
): Promise<void> {
  const path = partPath(lakeRoot, REGISTER, day);
  if (day.ingested.length === 0) return withdrawPart(path);
  const temporary = join(temporaryPath(lakeRoot), `${randomUUID()}.parquet`);
  const column = <Value>(read: (entry: (typeof day.ingested)[number]) => Value): Value[] => day.ingested.map(read);
  const instant = (date: Date) => timestampTZValue(BigInt(date.getTime()) * 1000n);
  try {
    await connection.run(
      `COPY (SELECT unnest($report_id) AS report_id, unnest($kind) AS kind, unnest($invocation_id) AS invocation_id,
               unnest($instance_id) AS instance_id, unnest($captured_at)::TIMESTAMPTZ AS captured_at,
               unnest($row_count)::BIGINT AS row_count, unnest($size_bytes)::BIGINT AS size_bytes, unnest($sha256) AS sha256)
       TO '${temporary.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`,
      {
        report_id: listValue(column(({ report }) => report.reportId)),
        kind: listValue(column(({ report }) => report.kind)),
        invocation_id: listValue(column(({ report }) => report.invocationId)),
        instance_id: listValue(column(({ report }) => report.instanceId)),
        captured_at: listValue(column(({ report, part }) => instant(part.capturedAt ?? report.grantedAt))),
        row_count: listValue(column(({ part }) => part.rows)),
        size_bytes: listValue(column(({ report }) => report.sizeBytes)),
        sha256: listValue(column(({ report }) => report.sha256)),
      },
    );
    await publishPart(lakeRoot, temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw nameEngineFault(error) ?? error;
  }
}
