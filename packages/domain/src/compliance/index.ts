export { closedCves, compareCveIds } from './closed-cves.ts';
export { cveStateOf, type CveKnowledge } from './cve-state.ts';
export {
  changelogItem,
  planChangelogAsks,
  type ChangelogAsk,
  type ChangelogPlan,
  type WantedChangelog,
} from './plan-changelog-asks.ts';
