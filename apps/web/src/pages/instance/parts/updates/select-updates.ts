import type { AvailableUpdate } from '@rustine/sdk';
import { matchesSearch } from '../../../../components/data-table/match-search.ts';

export type UpdateType = AvailableUpdate['updateType'];
export type TypeFilter = UpdateType | 'ALL';

export const updateTypes = ['SECURITY', 'BUGFIX', 'ENHANCEMENT', 'OTHER'] as const satisfies readonly UpdateType[];

/** How many updates there are of each type, and in all. */
export function countTypes(updates: readonly AvailableUpdate[]): Record<TypeFilter, number> {
  const counts: Record<TypeFilter, number> = { ALL: updates.length, SECURITY: 0, BUGFIX: 0, ENHANCEMENT: 0, OTHER: 0 };
  for (const update of updates) counts[update.updateType] += 1;
  return counts;
}

/** Updates of the type whose name, versions, CVEs, advisory or source hold all the words sought. */
export function selectUpdates(
  updates: readonly AvailableUpdate[],
  filter: TypeFilter,
  search: string,
): AvailableUpdate[] {
  return updates.filter(
    (update) =>
      (filter === 'ALL' || update.updateType === filter) &&
      matchesSearch(search, [
        update.name,
        update.architecture,
        update.installedVersion,
        update.availableVersion,
        update.advisory,
        update.severity,
        update.repository,
        ...update.cves,
      ]),
  );
}
