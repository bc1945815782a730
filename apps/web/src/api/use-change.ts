import { useMutation, useQueryClient } from '@tanstack/react-query';

/** What a change of one thing does to the figures of others is the server's to say: all is read anew. */
export function useChange<Asked, Answer>(ask: (asked: Asked) => Promise<Answer>) {
  const queryClient = useQueryClient();
  return useMutation({ mutationFn: ask, onSuccess: () => queryClient.invalidateQueries() });
}
