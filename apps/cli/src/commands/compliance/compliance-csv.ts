import type { ComplianceReport } from '@rustine/sdk';
import type { Cell } from '../../output/csv.ts';

const instanceHeader = ['instance_id', 'display_name', 'compartment_id', 'os_name', 'last_scan_at', 'reboot_required'];

/** A row for each instance, or with details a row for each missing update; an instance that misses none has no row then. */
export function complianceCsv(report: ComplianceReport, showDetails: boolean): { header: string[]; rows: Cell[][] } {
  const about = (instance: ComplianceReport['instances'][number]): Cell[] => [
    instance.id,
    instance.displayName,
    instance.compartmentId,
    instance.osName,
    instance.lastScanAt,
    instance.rebootRequired,
  ];
  if (!showDetails) {
    return {
      header: [...instanceHeader, 'updates_available', 'security_updates', 'cves', 'cve_state'],
      rows: report.instances.map((each) => [
        ...about(each),
        each.updatesAvailable,
        each.securityUpdates,
        each.cves,
        each.cveState,
      ]),
    };
  }
  return {
    header: [
      ...instanceHeader,
      'name',
      'architecture',
      'installed_version',
      'available_version',
      'severity',
      'advisory',
      'cves',
      'cves_known',
    ],
    rows: report.instances.flatMap((each) =>
      each.outstanding.map((update) => [
        ...about(each),
        update.name,
        update.architecture,
        update.installedVersion,
        update.availableVersion,
        update.severity,
        update.advisory,
        update.cves.join(' '),
        update.cvesKnown,
      ]),
    ),
  };
}
