export { changeLabels, readLabel, readLabelSelector, type AskedLabel } from './change-labels.ts';
export { globToLike, matchesGlob } from './match-glob.ts';
export {
  CHECK_IN_SECONDS,
  instanceStatus,
  ONLINE_SECONDS_MAX,
  STALE_SECONDS_MAX,
  type InstanceEvidence,
} from './instance-status.ts';
export { matchesRule, type MatchedInstance } from './match-rule.ts';
export {
  COMPARTMENT_DEPTH_MAX,
  compartmentPath,
  judgeMove,
  type CompartmentNode,
  type MoveFault,
} from './compartment-tree.ts';
