import {
  getFleetOverview,
  deleteInstance,
  getInstance,
  listAvailableUpdates,
  listInstalledSoftware,
  listInstances,
  unwrap,
  updateInstance,
  type UpdateInstanceRequest,
} from '@rustine/sdk';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from './client.ts';
import { collectPages } from './collect-pages.ts';
import { fleetPollMs, pollMs } from './poll-interval.ts';

export const fleetOverviewQuery = queryOptions({
  queryKey: ['fleet', 'overview'],
  queryFn: ({ signal }) => unwrap(getFleetOverview({ client, signal })),
  refetchInterval: pollMs.near,
});

export const instancesQuery = queryOptions({
  queryKey: ['instances', 'list'],
  queryFn: ({ signal }) => collectPages((query) => unwrap(listInstances({ client, query, signal }))),
  refetchInterval: (query) => {
    const items = query.state.data ?? [];
    if (items.length <= 100) return pollMs.near;
    return fleetPollMs(items.length);
  },
});

export function instanceQuery(instanceId: string) {
  return queryOptions({
    queryKey: ['instances', instanceId],
    queryFn: ({ signal }) => unwrap(getInstance({ client, path: { instanceId }, signal })),
    refetchInterval: (query) => (query.state.data?.cveState === 'RESOLVING' ? pollMs.live : pollMs.near),
  });
}

/** Groups may follow labels and compartments, so all that is known of them is read anew. */
export function useUpdateInstance(instanceId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: UpdateInstanceRequest) => unwrap(updateInstance({ client, path: { instanceId }, body })),
    onSuccess: () => queryClient.invalidateQueries(),
  });
}

export function useDeleteInstance(instanceId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(deleteInstance({ client, path: { instanceId } })),
    onSuccess: () => {
      queryClient.removeQueries({ queryKey: ['instances', instanceId] });
      return queryClient.invalidateQueries();
    },
  });
}

/** `asOf` is the instance's last scan: the list is read again exactly when a newer scan came in or CVEs became known. */
export function availableUpdatesQuery(instanceId: string, asOf: string) {
  return queryOptions({
    queryKey: ['instances', instanceId, 'available-updates', asOf],
    queryFn: ({ signal }) =>
      collectPages((query) => unwrap(listAvailableUpdates({ client, path: { instanceId }, query, signal }))),
    staleTime: Infinity,
    placeholderData: (previous) => previous,
  });
}

export function installedSoftwareQuery(instanceId: string, asOf: string) {
  return queryOptions({
    queryKey: ['instances', instanceId, 'installed-software', asOf],
    queryFn: ({ signal }) =>
      collectPages((query) => unwrap(listInstalledSoftware({ client, path: { instanceId }, query, signal }))),
    staleTime: Infinity,
    placeholderData: (previous) => previous,
  });
}
