import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { instanceQuery } from '../../api/fleet.ts';
import { runsQuery } from '../../api/work.ts';
import { isFinalInvocation } from '../../states/final-states.ts';

/** A run that came to its end changed what is known of the instance: it is read again at once, not at the next look. */
export function useRefreshAfterRun(instanceId: string): void {
  const queryClient = useQueryClient();
  const { data: runs } = useQuery(runsQuery(instanceId));
  const live = runs?.filter((run) => !isFinalInvocation(run.state)).length ?? 0;
  const before = useRef(live);
  useEffect(() => {
    if (live < before.current) {
      void queryClient.invalidateQueries({ queryKey: instanceQuery(instanceId).queryKey, exact: true });
    }
    before.current = live;
  }, [live, instanceId, queryClient]);
}
