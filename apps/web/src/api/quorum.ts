import {
  createQuorumSet,
  deleteQuorumSet,
  listQuorumSets,
  releaseRebootLease,
  unwrap,
  updateQuorumSet,
  type CreateQuorumSetRequest,
} from '@rustine/sdk';
import { queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';
import { collectPages } from './collect-pages.ts';
import { pollMs } from './poll-interval.ts';
import { useChange } from './use-change.ts';

/** All of them, or those that an instance is in. */
export function quorumSetsQuery(instanceId?: string) {
  return queryOptions({
    queryKey: ['quorum', 'list', instanceId ?? null],
    queryFn: ({ signal }) =>
      collectPages((query) => unwrap(listQuorumSets({ client, query: { ...query, instanceId }, signal }))),
    refetchInterval: pollMs.near,
  });
}

/** Makes one, or changes the one named. */
export const useSaveQuorumSet = (quorumSetId: string | null) =>
  useChange((body: CreateQuorumSetRequest) =>
    quorumSetId === null
      ? unwrap(createQuorumSet({ client, body }))
      : unwrap(updateQuorumSet({ client, path: { quorumSetId }, body })),
  );

export const useDeleteQuorumSet = (quorumSetId: string) =>
  useChange<void, void>(() => unwrap(deleteQuorumSet({ client, path: { quorumSetId } })));

export const useReleaseLease = (lease: { quorumSetId: string; instanceId: string }) =>
  useChange((reason: string) => unwrap(releaseRebootLease({ client, path: lease, body: { reason } })));
