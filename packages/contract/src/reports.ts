import { z } from 'zod';

/** What a column of a report holds. Every cell is text in the CSV; an empty cell means "not known" or "none". */
export type ColumnType = 'text' | 'timestamp' | 'integer' | 'boolean';

export interface ReportColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** An empty cell breaks the contract. */
  readonly required?: true;
  /** The only values that a cell may hold (besides empty, unless required). */
  readonly values?: readonly string[];
}

export const REPORT_SCHEMA_VERSION = '1';

const text = (name: string): ReportColumn => ({ name, type: 'text' });
const key = (name: string): ReportColumn => ({ name, type: 'text', required: true });

/** The first columns of every report; the server checks them against the grant. */
const common: readonly ReportColumn[] = [
  { name: 'schema_version', type: 'text', required: true, values: [REPORT_SCHEMA_VERSION] },
  key('invocation_id'),
  key('instance_id'),
  key('hostname'),
  { name: 'captured_at', type: 'timestamp', required: true },
];

const updateType: ReportColumn = {
  name: 'update_type',
  type: 'text',
  required: true,
  values: ['SECURITY', 'BUGFIX', 'ENHANCEMENT', 'OTHER'],
};

const installed: readonly ReportColumn[] = [
  ...common,
  key('name'),
  key('version'),
  text('architecture'),
  text('source'),
  { name: 'installed_at', type: 'timestamp' },
];

/**
 * The columns of each kind of report, in order. The header row of a CSV is exactly these names.
 * `cves` cells are CVE ids separated by one space, ascending.
 */
export const reportColumns = {
  'updates-before': installed,
  'updates-after': installed,
  'new-updates': [
    ...common,
    key('name'),
    text('architecture'),
    { name: 'action', type: 'text', required: true, values: ['INSTALL', 'UPGRADE', 'DOWNGRADE', 'REMOVE'] },
    text('old_version'),
    text('new_version'),
    updateType,
    text('severity'),
    text('advisory'),
    text('cves'),
  ],
  'failed-updates': [
    ...common,
    key('name'),
    text('architecture'),
    text('target_version'),
    updateType,
    key('error_code'),
    key('error_message'),
  ],
  'software-inventory': [
    ...common,
    key('name'),
    key('version'),
    text('architecture'),
    text('publisher'),
    text('source'),
    { name: 'installed_at', type: 'timestamp' },
    { name: 'size_bytes', type: 'integer' },
  ],
  'available-updates': [
    ...common,
    key('name'),
    text('architecture'),
    text('installed_version'),
    key('available_version'),
    updateType,
    text('severity'),
    text('advisory'),
    text('cves'),
    text('repository'),
    { name: 'size_bytes', type: 'integer' },
    { name: 'reboot_suggested', type: 'boolean' },
  ],
  /** What one agent read in package changelogs, asked once for the whole fleet (docs/adr/0006). */
  'changelog-cves': [
    ...common,
    key('name'),
    text('architecture'),
    key('version'),
    key('source_package'),
    key('source_version'),
    { name: 'origin', type: 'text', required: true, values: ['CANDIDATE', 'INSTALLED'] },
    /** CHANGELOG: read in that version's own changelog. CUT: the candidate's changelog below that version. */
    { name: 'method', type: 'text', required: true, values: ['CHANGELOG', 'CUT', 'UNREADABLE'] },
    text('cves'),
    text('message'),
  ],
} as const satisfies Record<string, readonly ReportColumn[]>;

export type ReportKind = keyof typeof reportColumns;
export const reportKinds = Object.keys(reportColumns) as [ReportKind, ...ReportKind[]];
export const ReportKind = z.enum(reportKinds);

/** Bounds of one report; past them it is refused or quarantined, with the place. */
export const reportLimits = {
  sizeBytesMax: 256 * 1024 * 1024,
  cellBytesMax: 1024 * 1024,
  rowsMax: 2_000_000,
} as const;

/** Key of a report's object in the store; `date` is the UTC day of the grant. */
export function reportKey(kind: ReportKind, date: string, instanceId: string, invocationId: string): string {
  return `reports/v1/kind=${kind}/date=${date}/instance=${instanceId}/${invocationId}.csv`;
}

/** Key of the signed manifest of an invocation's reports. */
export function manifestKey(date: string, instanceId: string, invocationId: string): string {
  return `reports/v1/manifests/date=${date}/instance=${instanceId}/${invocationId}.manifest.json`;
}

/** Sums of an invocation's reports; the agent signs it (JWS compact, EdDSA) and uploads it beside them. */
export const ReportManifest = z.object({
  schemaVersion: z.literal(REPORT_SCHEMA_VERSION),
  invocationId: z.string(),
  instanceId: z.string(),
  reports: z.array(
    z.object({ kind: ReportKind, key: z.string(), sizeBytes: z.int(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});
export type ReportManifest = z.infer<typeof ReportManifest>;
