import { instanceStatuses, updateTypes, type FleetOverview } from '@rustine/contract';
import type { Db } from '../../../db/connect.ts';
import type { AskedScope, ComplianceNeeds } from '../needs.ts';
import { countUpdatesByType, fleetFigures } from '../sql/fleet-figures.ts';
import { listScopedInstances, type ScopedInstance } from '../sql/scoped-instances.ts';

export interface FleetOverviewDeps {
  readonly db: Db;
  readonly needs: Pick<ComplianceNeeds, 'fleet'>;
}

export async function fleetOverview({ db, needs }: FleetOverviewDeps, scope: AskedScope): Promise<FleetOverview> {
  // One snapshot, so no figure contradicts another.
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const ids = await needs.fleet.scopeIds(tx, scope);
      const instances = await listScopedInstances(tx, ids);
      const statuses = instances.map((instance) => needs.fleet.statusOf(instance));
      const { lastScanAt, ...figures } = await fleetFigures(tx, ids);
      const byType = await countUpdatesByType(tx, ids);
      return {
        ...figures,
        lastScanAt: lastScanAt?.toISOString() ?? null,
        instances: instances.length,
        byStatus: countEach(instanceStatuses, statuses),
        byOs: byOs(instances),
        rebootRequired: instances.filter((instance) => instance.rebootRequired === true).length,
        updatesAvailable: recordOf(updateTypes, (type) => byType[type] ?? 0),
      };
    });
}

function recordOf<Key extends string>(keys: readonly Key[], value: (key: Key) => number): Record<Key, number> {
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<Key, number>;
}

function countEach<Key extends string>(keys: readonly Key[], found: readonly Key[]): Record<Key, number> {
  return recordOf(keys, (key) => found.filter((entry) => entry === key).length);
}

/** Most frequent first. */
function byOs(instances: readonly ScopedInstance[]): FleetOverview['byOs'] {
  const groups = Map.groupBy(instances, (instance) => instance.osName);
  return [...groups]
    .map(([osName, members]) => ({ osName, instances: members.length }))
    .toSorted((a, b) => b.instances - a.instances || a.osName.localeCompare(b.osName));
}
