import type { Db } from '../../../db/connect.ts';
import { refutedBy } from '../manifest/weigh-manifest.ts';
import type { ReportRow } from '../report-row.ts';
import { findManifests } from '../sql/find-manifests.ts';

/**
 * Holds reports against the manifests that were judged so far. A report whose manifest comes later was checked by its
 * granted sum; the manifest then decides on the run.
 *
 * @returns the reason by report id, for those that must not be believed.
 */
export async function manifestFaults(db: Db, reports: readonly ReportRow[]): Promise<Map<string, string>> {
  const manifests = await findManifests(db, [...new Set(reports.map((report) => report.invocationId))]);
  const faults = new Map<string, string>();
  for (const report of reports) {
    const manifest = manifests.get(report.invocationId);
    const fault = manifest === undefined ? null : refutedBy(manifest, report);
    if (fault !== null) faults.set(report.id, fault);
  }
  return faults;
}
