import type { ComplianceReport } from './generated/index.ts';
import { renderCsv, type CsvCell } from './render-csv.ts';

type Instance = ComplianceReport['instances'][number];

const instanceColumns = [
  'instance_id',
  'instance_name',
  'compartment_id',
  'os_name',
  'last_scan_at',
  'reboot_required',
  'updates_available',
  'security_updates',
  'cves',
  'cve_state',
] as const;

const updateColumns = [
  'package',
  'architecture',
  'installed_version',
  'available_version',
  'severity',
  'advisory',
  'update_cves',
  'update_cves_known',
] as const;

function aboutInstance(instance: Instance): CsvCell[] {
  return [
    instance.id,
    instance.displayName,
    instance.compartmentId,
    instance.osName,
    instance.lastScanAt,
    instance.rebootRequired,
    instance.updatesAvailable,
    instance.securityUpdates,
    instance.cves,
    instance.cveState,
  ];
}

function aboutUpdate(update: Instance['outstanding'][number]): CsvCell[] {
  return [
    update.name,
    update.architecture,
    update.installedVersion,
    update.availableVersion,
    update.severity,
    update.advisory,
    update.cves.join(' '),
    update.cvesKnown,
  ];
}

/**
 * A compliance report as CSV: a row for each instance, or with details a row for each missing update. An instance that
 * misses none, or was never scanned, has one row all the same, so that nobody drops out of the file.
 */
export function complianceCsv(report: ComplianceReport, options: { showDetails: boolean }): string {
  if (!options.showDetails) return renderCsv(instanceColumns, report.instances.map(aboutInstance));
  const noUpdate = updateColumns.map(() => null);
  const rows = report.instances.flatMap((instance) => {
    const updates = instance.outstanding.length === 0 ? [noUpdate] : instance.outstanding.map(aboutUpdate);
    return updates.map((update) => [...aboutInstance(instance), ...update]);
  });
  return renderCsv([...instanceColumns, ...updateColumns], rows);
}
