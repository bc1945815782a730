import { previewSchedule, unwrap, type Schedule } from '@rustine/sdk';
import { queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';

/** The next runs of a schedule that is being written; those shown before stay until the new ones are there. */
export function previewQuery(schedule: Schedule, count: number) {
  return queryOptions({
    queryKey: ['schedules', 'preview', schedule, count],
    queryFn: ({ signal }) => unwrap(previewSchedule({ client, body: { schedule, count }, signal })),
    staleTime: 60_000,
    placeholderData: (before) => before,
  });
}
