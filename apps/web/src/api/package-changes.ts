import { listPackageChanges, unwrap } from '@rustine/sdk';
import { infiniteQueryOptions } from '@tanstack/react-query';
import { client } from './client.ts';
import { pollMs } from './poll-interval.ts';

/** What package managers did on an instance, newest first. */
export function packageChangesQuery(instanceId: string, asked: { outsideWindow: boolean; search: string }) {
  return infiniteQueryOptions({
    queryKey: ['package-changes', instanceId, asked],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        listPackageChanges({
          client,
          query: {
            instanceId,
            limit: 100,
            ...(asked.outsideWindow && { outsideWindow: 'true' as const }),
            ...(asked.search !== '' && { search: asked.search }),
            ...(pageParam !== '' && { cursor: pageParam }),
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: pollMs.calm,
  });
}
