export const instanceTabs = ['updates', 'software', 'runs', 'upkeep', 'changes'] as const;
export type InstanceTab = (typeof instanceTabs)[number];

export interface InstanceSearch {
  tab?: InstanceTab;
  /** Invocation shown in the runs tab; the newest one without. */
  run?: string;
}

/** What of the address's query the page understands; the rest is dropped, never shown. */
export function readInstanceSearch(search: Record<string, unknown>): InstanceSearch {
  const tab = instanceTabs.find((name) => name === search.tab);
  const run = typeof search.run === 'string' && /^inv-[0-9a-f-]{36}$/.test(search.run) ? search.run : undefined;
  return { ...(tab !== undefined && { tab }), ...(run !== undefined && { run }) };
}
