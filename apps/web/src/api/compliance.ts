import { getComplianceReport, unwrap } from '@rustine/sdk';
import { queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';
import { pollMs } from './poll-interval.ts';

/** The report with details over all that the person may see. */
export const complianceQuery = queryOptions({
  queryKey: ['compliance'],
  queryFn: ({ signal }) => unwrap(getComplianceReport({ client, query: { showDetails: 'true' }, signal })),
  refetchInterval: pollMs.calm,
});
