import {
  diffDocumentVersions,
  getDocument,
  listDocuments,
  listDocumentVersions,
  runCommand,
  unwrap,
  type RunCommandRequest,
} from '@rustine/sdk';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from './client.ts';
import { pollMs } from './poll-interval.ts';

export const documentsQuery = queryOptions({
  queryKey: ['documents', 'list'],
  queryFn: async ({ signal }) => (await unwrap(listDocuments({ client, signal }))).items,
  refetchInterval: pollMs.large,
});

export function documentVersionsQuery(documentName: string) {
  return queryOptions({
    queryKey: ['documents', documentName, 'versions'],
    queryFn: async ({ signal }) =>
      (await unwrap(listDocumentVersions({ client, path: { documentName }, signal }))).items,
    refetchInterval: pollMs.large,
  });
}

/** A version never changes; the default one may become another. */
export function documentQuery(documentName: string, version: number | null) {
  return queryOptions({
    queryKey: ['documents', documentName, 'content', version],
    queryFn: ({ signal }) =>
      unwrap(getDocument({ client, path: { documentName }, query: version === null ? {} : { version }, signal })),
    placeholderData: (data, query) => (query?.queryKey[1] === documentName ? data : undefined),
    ...(version === null ? {} : { staleTime: Infinity }),
  });
}

export function documentDiffQuery(documentName: string, versions: { from: number; to: number }) {
  return queryOptions({
    queryKey: ['documents', documentName, 'diff', versions.from, versions.to],
    queryFn: ({ signal }) => unwrap(diffDocumentVersions({ client, path: { documentName }, query: versions, signal })),
    staleTime: Infinity,
  });
}

export function useRunCommand() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: RunCommandRequest) => unwrap(runCommand({ client, body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['work'] }),
  });
}
