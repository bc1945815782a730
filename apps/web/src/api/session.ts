import { endSession, getSession, unwrap } from '@rustine/sdk';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from './client.ts';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => unwrap(getSession({ client, signal })),
  staleTime: 60_000,
});

/** Ends the session on the server, then forgets all that was read with it. */
export function useSignOut() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(endSession({ client })),
    onSuccess: async () => {
      queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionQuery.queryKey[0] });
      await queryClient.resetQueries({ queryKey: sessionQuery.queryKey });
    },
  });
}
