import type { ComplianceReport, OutstandingUpdate } from '@rustine/contract';
import type { Db } from '../../../db/connect.ts';
import type { AskedScope, ComplianceNeeds } from '../needs.ts';
import { figuresOf, type InstanceFigures } from '../sql/figures-of.ts';
import { fleetFigures } from '../sql/fleet-figures.ts';
import { listOutstanding } from '../sql/list-outstanding.ts';
import { listScopedInstances, type ScopedInstance } from '../sql/scoped-instances.ts';

export interface ComplianceReportDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly needs: Pick<ComplianceNeeds, 'fleet'>;
}

/** Who misses security updates, all figures of one instant. An instance that was never scanned has none: unknown is not compliant. */
export async function complianceReport(
  { db, clock, needs }: ComplianceReportDeps,
  { showDetails, ...scope }: AskedScope & { showDetails?: boolean | undefined },
): Promise<ComplianceReport> {
  // One snapshot, so the sums fit the list below them.
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const ids = await needs.fleet.scopeIds(tx, scope);
      const instances = await listScopedInstances(tx, ids);
      const figures = await figuresOf(
        tx,
        instances.map((instance) => instance.id),
      );
      const outstanding = showDetails === true ? await listOutstanding(tx, ids) : undefined;
      const { scanned, missingSecurityUpdates, distinctCves } = await fleetFigures(tx, ids);
      return {
        generatedAt: clock().toISOString(),
        compartmentId: scope.compartmentId ?? null,
        groupId: scope.groupId ?? null,
        recursive: scope.recursive ?? false,
        totalInstances: instances.length,
        scannedInstances: scanned,
        missingSecurityUpdates,
        distinctCves,
        instances: instances.map((instance) =>
          lineOf(instance, figures.get(instance.id)!, outstanding?.get(instance.id) ?? []),
        ),
      };
    });
}

function lineOf(
  { id, displayName, compartmentId, osName, rebootRequired }: ScopedInstance,
  { lastScanAt, updatesAvailable, securityUpdates, cves, cveState }: InstanceFigures,
  outstanding: OutstandingUpdate[],
): ComplianceReport['instances'][number] {
  return {
    id,
    displayName,
    compartmentId,
    osName,
    rebootRequired,
    lastScanAt: lastScanAt?.toISOString() ?? null,
    updatesAvailable,
    securityUpdates,
    cves,
    cveState,
    outstanding,
  };
}
