/** Texts about finding what was done. */
export const historyEn = {
  history: {
    archived: 'Archived',
    searchLabel: 'Search work requests',
    searchHint: 'Document, comment, instance …',
    spanLabel: 'Filter by time',
    anyTime: 'Any time',
    lastDays_one: 'Last day',
    lastDays_other: 'Last {{count}} days',
    withArchived: 'Archived too',
  },
};
