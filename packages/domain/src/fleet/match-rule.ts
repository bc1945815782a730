import type { GroupRule, OsFamily } from '@rustine/contract';
import { matchesGlob } from './match-glob.ts';

/** What a rule looks at. */
export interface MatchedInstance {
  readonly labels: Readonly<Record<string, string>>;
  readonly osFamily: OsFamily;
  readonly osName: string;
  readonly osVersion: string;
  /** Ids from its own compartment up to the root. */
  readonly compartmentPath: readonly string[];
}

/** Whether an instance meets every condition that the rule names; the server's SQL says the same of a whole fleet. */
export function matchesRule(rule: GroupRule, instance: MatchedInstance): boolean {
  const { labels = {}, osFamily, osName, osVersion, compartmentId, recursive = false } = rule;
  const compartments = recursive ? instance.compartmentPath : instance.compartmentPath.slice(0, 1);
  return (
    Object.entries(labels).every(
      ([key, value]) => Object.hasOwn(instance.labels, key) && instance.labels[key] === value,
    ) &&
    (osFamily === undefined || osFamily === instance.osFamily) &&
    (osName === undefined || matchesGlob(osName, instance.osName)) &&
    (osVersion === undefined || matchesGlob(osVersion, instance.osVersion)) &&
    (compartmentId === undefined || compartments.includes(compartmentId))
  );
}
