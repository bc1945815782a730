import {
  cancelRestart,
  createCalendarFeed,
  createJob,
  deleteJob,
  forecastJob,
  getJob,
  listJobExecutions,
  listJobs,
  listUpcomingExecutions,
  pauseJob,
  resumeJob,
  runJob,
  skipNextExecution,
  unskipNextExecution,
  unwrap,
  updateJob,
  type CreateJobRequest,
  type JobExecution,
  type RunJobRequest,
  type UpdateJobRequest,
} from '@rustine/sdk';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { isFinalWorkRequest } from '../states/final-states.ts';
import { client } from './client.ts';
import { collectPages } from './collect-pages.ts';
import { pollMs } from './poll-interval.ts';
import { useChange } from './use-change.ts';

/** Whether something of it may still change by itself. */
function isLive({ state, workRequestState }: JobExecution): boolean {
  return state === 'STARTING' || (workRequestState !== null && !isFinalWorkRequest(workRequestState));
}

export const jobsQuery = queryOptions({
  queryKey: ['jobs', 'list'],
  queryFn: ({ signal }) => collectPages((query) => unwrap(listJobs({ client, query, signal }))),
  refetchInterval: pollMs.near,
});

export function jobQuery(jobId: string) {
  return queryOptions({
    queryKey: ['jobs', jobId],
    queryFn: ({ signal }) => unwrap(getJob({ client, path: { jobId }, signal })),
    refetchInterval: pollMs.near,
  });
}

export function jobExecutionsQuery(jobId: string) {
  return infiniteQueryOptions({
    queryKey: ['jobs', jobId, 'executions'],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        listJobExecutions({
          client,
          path: { jobId },
          query: { limit: 25, ...(pageParam !== '' && { cursor: pageParam }) },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ items }) => items.some(isLive)) === true ? pollMs.live : pollMs.near,
  });
}

export function jobForecastQuery(jobId: string) {
  return queryOptions({
    queryKey: ['jobs', jobId, 'forecast'],
    queryFn: ({ signal }) => unwrap(forecastJob({ client, path: { jobId }, signal })),
    refetchInterval: pollMs.large,
    retry: false,
  });
}

/** How many executions to come are asked for at once; the most that the server gives. */
const UPCOMING_LIMIT = 1_000;

/** Times are RFC 3339; without a job those of all. */
export function upcomingQuery(asked: { jobId?: string; from?: string; until: string; limit?: number }) {
  return queryOptions({
    queryKey: ['jobs', 'upcoming', asked],
    queryFn: ({ signal }) =>
      unwrap(listUpcomingExecutions({ client, query: { limit: UPCOMING_LIMIT, ...asked }, signal })),
    refetchInterval: pollMs.large,
    placeholderData: (before) => before,
  });
}

export const useCreateJob = () => useChange((body: CreateJobRequest) => unwrap(createJob({ client, body })));

export const useUpdateJob = (jobId: string) =>
  useChange((body: UpdateJobRequest) => unwrap(updateJob({ client, path: { jobId }, body })));

export const useRunJob = (jobId: string) =>
  useChange((body: RunJobRequest) => unwrap(runJob({ client, path: { jobId }, body })));

const asks = {
  skip: skipNextExecution,
  unskip: unskipNextExecution,
  pause: pauseJob,
  resume: resumeJob,
} as const;

/** The changes of a job that need no more than a word. */
export const useChangeJob = (jobId: string) =>
  useChange((change: keyof typeof asks) => unwrap(asks[change]({ client, path: { jobId } })));

export function useDeleteJob(jobId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(deleteJob({ client, path: { jobId } })),
    onSuccess: () => {
      queryClient.removeQueries({ queryKey: ['jobs', jobId] });
      return queryClient.invalidateQueries();
    },
  });
}

export const useCancelRestart = ({ jobId, id }: Pick<JobExecution, 'jobId' | 'id'>) =>
  useChange<void, JobExecution>(() => unwrap(cancelRestart({ client, path: { jobId, executionId: id } })));

export const useCreateCalendarFeed = () => useMutation({ mutationFn: () => unwrap(createCalendarFeed({ client })) });
