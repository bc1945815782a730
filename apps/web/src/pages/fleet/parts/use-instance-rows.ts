import type { ManagedInstance } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { compartmentsQuery, groupMembersQuery } from '../../../api/places.ts';
import { matchesSearch } from '../../../components/data-table/match-search.ts';
import { filterInstances, labelsOf, type InstanceFilter } from './filter-instances.ts';

/** The instances that fit the filter and what is searched for. */
export function useInstanceRows(
  instances: readonly ManagedInstance[],
  filter: InstanceFilter,
  sought: string,
): ManagedInstance[] {
  const { data: compartments = [] } = useQuery(compartmentsQuery);
  // Who is in a group is the server's to say: its rule may look at what is not shown here.
  const { data: members } = useQuery({ ...groupMembersQuery(filter.groupId), enabled: filter.groupId !== '' });
  return useMemo(() => {
    const inside = members === undefined ? undefined : new Set(members.map(({ id }) => id));
    return filterInstances(instances, filter, { compartments, members: inside }).filter((row) =>
      matchesSearch(sought, [row.displayName, row.hostname, row.osName, row.architecture, row.id, ...labelsOf(row)]),
    );
  }, [instances, filter, compartments, members, sought]);
}
