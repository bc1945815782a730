import { LIST, listValue, timestampTZValue, TIMESTAMPTZ, VARCHAR } from '@duckdb/node-api';
import { z } from 'zod';
import { REGISTER } from '../ingest/lake-paths.ts';
import type { LakeQuery } from './lake-query.ts';

const AsOf = z.object({
  /** Null asks for every instance. */
  instanceIds: z.array(z.string()).nullable(),
  instant: z.date(),
});
export type AsOf = z.infer<typeof AsOf>;

function bindAsOf({ instanceIds, instant }: AsOf) {
  return {
    values: {
      instance_ids: instanceIds === null ? null : listValue(instanceIds),
      instant: timestampTZValue(BigInt(instant.getTime()) * 1000n),
    },
    types: { instance_ids: LIST(VARCHAR), instant: TIMESTAMPTZ },
  };
}

/**
 * Each instance's newest scan at or before an instant. It is found in the register and not among the rows, since a scan
 * that found nothing missing has no rows and yet is the newest.
 */
const newestScans = `
SELECT report_id, instance_id, captured_at, row_count
FROM ingested_reports
WHERE kind = 'available-updates'
  AND captured_at <= $instant::TIMESTAMPTZ
  AND ($instance_ids::VARCHAR[] IS NULL OR list_contains($instance_ids::VARCHAR[], instance_id))
QUALIFY row_number() OVER (PARTITION BY instance_id ORDER BY captured_at DESC, report_id DESC) = 1`;

const count = z.bigint().transform(Number);

const ScanRow = z
  .object({ report_id: z.string(), instance_id: z.string(), captured_at: z.date(), row_count: count })
  .transform((row) => ({
    reportId: row.report_id,
    instanceId: row.instance_id,
    capturedAt: row.captured_at,
    rows: row.row_count,
  }));
export type ScanRow = z.infer<typeof ScanRow>;

/** The scans themselves: an instance that is not among them was never scanned by then, which is not compliance. */
export const scansAsOf: LakeQuery<AsOf, ScanRow> = {
  name: 'scans-as-of',
  reads: [REGISTER],
  sql: `${newestScans}\nORDER BY instance_id`,
  bind: bindAsOf,
  params: AsOf,
  row: ScanRow,
};

const AvailableUpdateRow = z
  .object({
    report_id: z.string(),
    invocation_id: z.string(),
    instance_id: z.string(),
    hostname: z.string(),
    captured_at: z.date(),
    name: z.string(),
    architecture: z.string().nullable(),
    installed_version: z.string().nullable(),
    available_version: z.string(),
    update_type: z.enum(['SECURITY', 'BUGFIX', 'ENHANCEMENT', 'OTHER']),
    severity: z.string().nullable(),
    advisory: z.string().nullable(),
    cves: z.string().nullable(),
    repository: z.string().nullable(),
    size_bytes: count.nullable(),
    reboot_suggested: z.boolean().nullable(),
  })
  .transform((row) => ({
    reportId: row.report_id,
    invocationId: row.invocation_id,
    instanceId: row.instance_id,
    hostname: row.hostname,
    capturedAt: row.captured_at,
    name: row.name,
    architecture: row.architecture,
    installedVersion: row.installed_version,
    availableVersion: row.available_version,
    updateType: row.update_type,
    severity: row.severity,
    advisory: row.advisory,
    cves: row.cves === null ? [] : row.cves.split(' '),
    repository: row.repository,
    sizeBytes: row.size_bytes,
    rebootSuggested: row.reboot_suggested,
  }));
export type AvailableUpdateRow = z.infer<typeof AvailableUpdateRow>;

/** What each instance was missing by its newest scan at or before an instant. */
export const availableUpdatesAsOf: LakeQuery<AsOf, AvailableUpdateRow> = {
  name: 'available-updates-as-of',
  reads: [REGISTER, 'available-updates'],
  sql: `WITH newest AS (${newestScans})
SELECT updates.* EXCLUDE (date, schema_version)
FROM available_updates AS updates
SEMI JOIN newest ON newest.report_id = updates.report_id
ORDER BY updates.instance_id, updates.name, updates.architecture, updates.available_version`,
  bind: bindAsOf,
  params: AsOf,
  row: AvailableUpdateRow,
};
