import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { RustineError } from '@rustine/sdk';
import { isUnauthenticated } from './read-problem.ts';
import { sessionQuery } from './session.ts';

/** An answer with a code is the server's word; only silence and overload are worth asking again for. */
function shouldRetry(failures: number, error: Error): boolean {
  if (error instanceof RustineError && error.problem.status < 500 && error.problem.status !== 429) return false;
  return failures < 2;
}

/** Polling stops in hidden tabs (TanStack Query's default) and starts again when the tab is seen. */
export function createQueryClient(): QueryClient {
  const askSessionAgain = (error: Error) => {
    if (isUnauthenticated(error)) void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
  };
  const queryClient: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (query.queryKey[0] !== sessionQuery.queryKey[0]) askSessionAgain(error);
      },
    }),
    mutationCache: new MutationCache({ onError: askSessionAgain }),
    defaultOptions: { queries: { retry: shouldRetry, staleTime: 2_000 } },
  });
  return queryClient;
}
