export interface CalendarSearch {
  /** YYYY-MM; this month without. */
  month?: string;
  view?: 'list';
}

/** What of the address's query the page understands; the rest is dropped. */
export function readCalendarSearch(search: Record<string, unknown>): CalendarSearch {
  const { month, view } = search;
  return {
    ...(typeof month === 'string' && /^(19[7-9]\d|20\d\d)-(0[1-9]|1[0-2])$/.test(month) && { month }),
    ...(view === 'list' && { view }),
  };
}
