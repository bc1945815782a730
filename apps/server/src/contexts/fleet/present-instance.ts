import type { ManagedInstance } from '@rustine/contract';
import { instanceStatus } from '@rustine/domain';
import type { InstanceFigures } from './needs.ts';
import type { InstanceRow } from './sql/list-instances.ts';

const unknown: InstanceFigures = {
  lastScanAt: null,
  updatesAvailable: null,
  securityUpdates: null,
  cves: null,
  cveState: null,
  installedPackages: null,
};

/** An instance as the API shows it. */
export function presentInstance(row: InstanceRow, figures: InstanceFigures = unknown, now: Date): ManagedInstance {
  return {
    id: row.id,
    compartmentId: row.compartment_id,
    displayName: row.display_name,
    labels: row.labels,
    hostname: row.hostname,
    osFamily: row.os_family,
    osName: row.os_name,
    osVersion: row.os_version,
    kernelVersion: row.kernel_version,
    architecture: row.architecture,
    agentVersion: row.agent_version,
    status: instanceStatus(
      { lastSeenAt: row.last_check_in_at, rebooting: row.rebooting, stoppedAt: row.stopped_at },
      now,
    ),
    enrolledAt: row.enrolled_at.toISOString(),
    lastCheckInAt: row.last_check_in_at?.toISOString() ?? null,
    lastBootAt: row.booted_at?.toISOString() ?? null,
    lastScanAt: figures.lastScanAt?.toISOString() ?? null,
    updatesAvailable: figures.updatesAvailable,
    securityUpdates: figures.securityUpdates,
    cves: figures.cves,
    cveState: figures.cveState,
    rebootRequired: row.reboot_required,
    installedPackages: figures.installedPackages,
  };
}
