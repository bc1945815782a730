import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { isNotFound } from '../../api/read-problem.ts';
import { ErrorPanel } from '../error-panel/error-panel.tsx';
import { NotFound } from '../not-found/not-found.tsx';

interface LoadedProps<Data> {
  query: UseQueryResult<Data>;
  skeleton: ReactNode;
  /** The query is for one thing: when it is not there, the page says so. */
  orNotFound?: boolean;
  children: (data: Data) => ReactNode;
}

/** What was read, else how it stands. Data that was read once stays when a later look fails, with the failure above it. */
export function Loaded<Data>({ query, skeleton, orNotFound = false, children }: LoadedProps<Data>) {
  if (orNotFound && isNotFound(query.error)) return <NotFound />;
  if (query.isPending) return skeleton;
  return (
    <>
      {query.isError && <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data !== undefined && children(query.data)}
    </>
  );
}
