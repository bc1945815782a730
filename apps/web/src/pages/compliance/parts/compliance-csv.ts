import type { ComplianceReport } from '@rustine/sdk';

const header = [
  'instance_id',
  'instance_name',
  'os_name',
  'last_scan_at',
  'reboot_required',
  'security_updates',
  'package',
  'architecture',
  'installed_version',
  'available_version',
  'severity',
  'advisory',
  'cves',
];

/**
 * One cell of RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe in front: names come from
 * the machines, and the person who opens the file trusts it.
 */
export function csvCell(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A line for each missing update, and one without a package for each instance that misses none or was never scanned. */
export function complianceCsv(report: ComplianceReport): string {
  const lines = report.instances.flatMap((instance) => {
    const start = [
      instance.id,
      instance.displayName,
      instance.osName,
      instance.lastScanAt,
      instance.rebootRequired,
      instance.securityUpdates,
    ];
    if (instance.outstanding.length === 0) return [[...start, '', '', '', '', '', '', '']];
    return instance.outstanding.map((update) => [
      ...start,
      update.name,
      update.architecture,
      update.installedVersion,
      update.availableVersion,
      update.severity,
      update.advisory,
      update.cves.join(' '),
    ]);
  });
  return [header, ...lines].map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');
}
