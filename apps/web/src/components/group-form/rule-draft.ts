import type { GroupRule, ManagedInstance } from '@rustine/sdk';
import { placesUnder } from '../field-faults/places.ts';
import { readLabels, writeLabels } from '../label-list/read-labels.ts';

export const osFamilies = ['LINUX', 'WINDOWS'] as const satisfies readonly ManagedInstance['osFamily'][];

/** A rule while it is typed: an empty field is no condition. */
export interface RuleDraft {
  readonly labels: readonly string[];
  readonly osFamily: string;
  readonly osName: string;
  readonly osVersion: string;
  readonly compartmentId: string;
  readonly recursive: boolean;
}

export type RuleField = Exclude<keyof RuleDraft, 'recursive'>;

/** A rule without a condition is wrong in no field of its own. */
export const rulePlaces = placesUnder<'rule', RuleField>('rule', {
  labels: 'labels',
  osFamily: 'osFamily',
  osName: 'osName',
  osVersion: 'osVersion',
  compartmentId: 'compartmentId',
});

export function draftOf(rule: GroupRule | null): RuleDraft {
  return {
    labels: writeLabels(rule?.labels ?? {}),
    osFamily: rule?.osFamily ?? '',
    osName: rule?.osName ?? '',
    osVersion: rule?.osVersion ?? '',
    compartmentId: rule?.compartmentId ?? '',
    recursive: rule?.recursive ?? true,
  };
}

/** The rule as the API takes it; null while one of its labels is none. The server says when no condition is left. */
export function ruleOf(draft: RuleDraft): GroupRule | null {
  const labels = readLabels(draft.labels);
  if (labels === null) return null;
  const osFamily = osFamilies.find((family) => family === draft.osFamily);
  const [osName, osVersion] = [draft.osName.trim(), draft.osVersion.trim()];
  return {
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(osFamily !== undefined && { osFamily }),
    ...(osName !== '' && { osName }),
    ...(osVersion !== '' && { osVersion }),
    ...(draft.compartmentId !== '' && { compartmentId: draft.compartmentId, recursive: draft.recursive }),
  };
}
