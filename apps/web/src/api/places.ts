import {
  addGroupMembers,
  createCompartment,
  createGroup,
  deleteCompartment,
  deleteGroup,
  getGroup,
  listCompartments,
  listGroupMembers,
  listGroups,
  removeGroupMembers,
  unwrap,
  updateCompartment,
  updateGroup,
  type CreateCompartmentRequest,
  type CreateGroupRequest,
  type UpdateCompartmentRequest,
  type UpdateGroupRequest,
} from '@rustine/sdk';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from './client.ts';
import { collectPages } from './collect-pages.ts';
import { pollMs } from './poll-interval.ts';
import { useChange } from './use-change.ts';

export const compartmentsQuery = queryOptions({
  queryKey: ['compartments'],
  queryFn: async ({ signal }) => (await unwrap(listCompartments({ client, signal }))).items,
  refetchInterval: pollMs.large,
});

export const groupsQuery = queryOptions({
  queryKey: ['groups', 'list'],
  queryFn: ({ signal }) => collectPages((query) => unwrap(listGroups({ client, query, signal }))),
  refetchInterval: pollMs.large,
});

export function groupQuery(groupId: string) {
  return queryOptions({
    queryKey: ['groups', groupId],
    queryFn: ({ signal }) => unwrap(getGroup({ client, path: { groupId }, signal })),
    refetchInterval: pollMs.large,
  });
}

export function groupMembersQuery(groupId: string) {
  return queryOptions({
    queryKey: ['groups', groupId, 'members'],
    queryFn: ({ signal }) =>
      collectPages((query) => unwrap(listGroupMembers({ client, path: { groupId }, query, signal }))),
    refetchInterval: pollMs.large,
  });
}

export const useCreateCompartment = () =>
  useChange((body: CreateCompartmentRequest) => unwrap(createCompartment({ client, body })));

export const useUpdateCompartment = (compartmentId: string) =>
  useChange((body: UpdateCompartmentRequest) => unwrap(updateCompartment({ client, path: { compartmentId }, body })));

export const useDeleteCompartment = (compartmentId: string) =>
  useChange<void, void>(() => unwrap(deleteCompartment({ client, path: { compartmentId } })));

export const useCreateGroup = () => useChange((body: CreateGroupRequest) => unwrap(createGroup({ client, body })));

export const useUpdateGroup = (groupId: string) =>
  useChange((body: UpdateGroupRequest) => unwrap(updateGroup({ client, path: { groupId }, body })));

export function useDeleteGroup(groupId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(deleteGroup({ client, path: { groupId } })),
    onSuccess: () => {
      queryClient.removeQueries({ queryKey: ['groups', groupId] });
      return queryClient.invalidateQueries();
    },
  });
}

export const useAddMembers = (groupId: string) =>
  useChange((instanceIds: string[]) => unwrap(addGroupMembers({ client, path: { groupId }, body: { instanceIds } })));

export const useRemoveMembers = (groupId: string) =>
  useChange((instanceIds: string[]) =>
    unwrap(removeGroupMembers({ client, path: { groupId }, body: { instanceIds } })),
  );
