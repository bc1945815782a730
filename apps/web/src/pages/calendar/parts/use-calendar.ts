import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { upcomingQuery } from '../../../api/jobs.ts';
import { freezesQuery, windowOccurrencesQuery, windowsQuery } from '../../../api/windows.ts';
import { fillDays } from './fill-days.ts';
import { addDays, weeksOf } from './month.ts';

/** The most that the server gives. */
const OPENINGS = 100;

/** What lies in the weeks of a month. A day more at each end is asked for: the weeks begin and end by the clock of the zone. */
export function useCalendar(month: string, zone: string) {
  const weeks = useMemo(() => weeksOf(month), [month]);
  const from = `${addDays(weeks[0]?.[0] ?? month, -1)}T00:00:00Z`;
  const until = `${addDays(weeks.at(-1)?.[6] ?? month, 2)}T00:00:00Z`;
  const upcoming = useQuery(upcomingQuery({ from, until }));
  const { data: windows } = useQuery(windowsQuery());
  const { data: freezes } = useQuery(freezesQuery());
  const enabled = useMemo(() => (windows ?? []).filter((window) => window.enabled), [windows]);
  const occurrences = useQueries({
    queries: enabled.map(({ id }) => windowOccurrencesQuery(id, OPENINGS)),
    combine: (results) => results.map(({ data }) => data ?? []),
  });
  const days = useMemo(() => {
    const openings = enabled.map((window, index) => ({ window, occurrences: occurrences[index] ?? [] }));
    return fillDays({ executions: upcoming.data?.items ?? [], openings, freezes: freezes ?? [] }, zone);
  }, [enabled, occurrences, upcoming.data, freezes, zone]);
  return { weeks, days, upcoming };
}
