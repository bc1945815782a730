import {
  cancelInvocation,
  cancelWorkRequest,
  getInvocation,
  getWorkRequest,
  listInvocations,
  listReports,
  listWorkLog,
  listWorkRequests,
  resumeWorkRequest,
  retryWorkRequest,
  runCommand,
  unwrap,
  type Invocation,
  type WorkRequest,
} from '@rustine/sdk';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { isFinalInvocation, isFinalWorkRequest } from '../states/final-states.ts';
import { client } from './client.ts';
import { collectPages } from './collect-pages.ts';
import { pollMs } from './poll-interval.ts';

export type WorkRequestState = WorkRequest['state'];

const anyLive = (items: readonly WorkRequest[]) => items.some((item) => !isFinalWorkRequest(item.state));

export const recentWorkQuery = queryOptions({
  queryKey: ['work', 'recent'],
  queryFn: async ({ signal }) => (await unwrap(listWorkRequests({ client, query: { limit: 6 }, signal }))).items,
  refetchInterval: (query) => (anyLive(query.state.data ?? []) ? pollMs.live : pollMs.near),
});

/** What is asked of the list; null asks for all. */
export interface WorkFilter {
  readonly state: WorkRequestState | null;
  readonly search: string;
  /** Made in this many days. */
  readonly days: number | null;
  /** Those that were cleaned up too. */
  readonly archived: boolean;
}

export function workRequestsQuery({ state, search, days, archived }: WorkFilter) {
  return infiniteQueryOptions({
    queryKey: ['work', 'list', state, search, days, archived],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        listWorkRequests({
          client,
          query: {
            limit: 50,
            ...(state !== null && { state }),
            ...(search !== '' && { search }),
            ...(days !== null && { since: new Date(Date.now() - days * 86_400_000).toISOString() }),
            ...(archived && { archived: 'true' as const }),
            ...(pageParam !== '' && { cursor: pageParam }),
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) => anyLive(page.items)) === true ? pollMs.live : pollMs.near,
  });
}

export function workRequestQuery(workRequestId: string) {
  return queryOptions({
    queryKey: ['work', workRequestId],
    queryFn: ({ signal }) => unwrap(getWorkRequest({ client, path: { workRequestId }, signal })),
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && isFinalWorkRequest(data.state) ? pollMs.large : pollMs.live,
  });
}

/**
 * What was read while a run went on may lack its end, so it is another answer than the one read after the end:
 * a key of its own makes the console read once more when the run has come to rest.
 */
const watched = (live: boolean) => (live ? 'live' : 'rested');

export function workLogQuery(workRequestId: string, live: boolean) {
  return queryOptions({
    queryKey: ['work', workRequestId, 'log', watched(live)],
    queryFn: ({ signal }) =>
      collectPages((query) => unwrap(listWorkLog({ client, path: { workRequestId }, query, signal }))),
    placeholderData: (data, query) => (query?.queryKey[1] === workRequestId ? data : undefined),
    refetchInterval: live ? pollMs.live : pollMs.large,
  });
}

/** The newest runs on one instance. */
export function runsQuery(instanceId: string) {
  return queryOptions({
    queryKey: ['work', 'runs', instanceId],
    queryFn: async ({ signal }): Promise<Invocation[]> =>
      (await unwrap(listInvocations({ client, query: { instanceId, limit: 50 }, signal }))).items,
    refetchInterval: ({ state: { data } }) =>
      data?.some((run) => !isFinalInvocation(run.state)) === true ? pollMs.live : pollMs.near,
  });
}

export function invocationQuery(invocationId: string) {
  return queryOptions({
    queryKey: ['work', 'invocation', invocationId],
    queryFn: ({ signal }) => unwrap(getInvocation({ client, path: { invocationId }, signal })),
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && isFinalInvocation(data.state) ? pollMs.large : pollMs.live,
  });
}

const settledReport = { GRANTED: false, UPLOADED: false, INGESTED: true, QUARANTINED: true, FAILED: true } as const;

/** Reports of one run. They are watched while the run goes on and until each of them came to rest. */
export function runReportsQuery(run: Pick<Invocation, 'id' | 'workRequestId' | 'instanceId'>, live: boolean) {
  return queryOptions({
    queryKey: ['work', 'invocation', run.id, 'reports', watched(live)],
    queryFn: async ({ signal }) => {
      const query = { workRequestId: run.workRequestId, instanceId: run.instanceId, limit: 100 };
      const { items } = await unwrap(listReports({ client, query, signal }));
      return items.filter((report) => report.invocationId === run.id);
    },
    placeholderData: (data, query) => (query?.queryKey[2] === run.id ? data : undefined),
    refetchInterval: ({ state: { data } }) =>
      live || data?.some((report) => !settledReport[report.state]) === true ? pollMs.live : pollMs.large,
  });
}

export const SCAN_DOCUMENT = 'Rustine-ScanInstance';

export function useScanNow(instanceId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(runCommand({ client, body: { documentName: SCAN_DOCUMENT, instanceIds: [instanceId] } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['work'] }),
  });
}

export function useCancelWorkRequest(workRequestId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(cancelWorkRequest({ client, path: { workRequestId } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['work'] }),
  });
}

export function useCancelInvocation(invocationId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(cancelInvocation({ client, path: { invocationId } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['work'] }),
  });
}

export interface Retry {
  /** To go ahead although a freeze holds; may be empty. */
  readonly freezeReason: string;
  /** Also those that were canceled. */
  readonly canceled: boolean;
  /** In the waves of then, if there were any. */
  readonly inWaves: boolean;
}

export function useRetryWorkRequest(workRequestId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ freezeReason, canceled, inWaves }: Retry) => {
      const body = {
        states: [
          'FAILED' as const,
          'TIMED_OUT' as const,
          'SKIPPED' as const,
          ...(canceled ? ['CANCELED' as const] : []),
        ],
        waves: inWaves ? ('KEEP' as const) : ('NONE' as const),
        ...(freezeReason !== '' && { overrideFreeze: { reason: freezeReason } }),
      };
      return unwrap(retryWorkRequest({ client, path: { workRequestId }, body }));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['work'] }),
  });
}

/** Goes on after a failed wave; the reason may be empty. */
export function useResumeWorkRequest(workRequestId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      unwrap(resumeWorkRequest({ client, path: { workRequestId }, body: reason === '' ? {} : { reason } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['work'] }),
  });
}
