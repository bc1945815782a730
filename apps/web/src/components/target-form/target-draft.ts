import type { Targets } from '@rustine/sdk';
import { placesUnder } from '../field-faults/places.ts';
import { readLabels, writeLabels } from '../label-list/read-labels.ts';

/** `kept`: targets that no other kind can show, such as groups together with labels; they stay as they are. */
export const targetKinds = ['instances', 'groups', 'labels', 'compartment', 'all', 'kept'] as const;
export type TargetKind = (typeof targetKinds)[number];

/** Targets while they are chosen. What belongs to another kind is kept until it is chosen again. */
export interface TargetDraft {
  readonly targetKind: TargetKind;
  readonly instanceIds: readonly string[];
  readonly groupIds: readonly string[];
  readonly labels: readonly string[];
  readonly compartmentId: string;
  /** With `kept` alone; null where there is nothing to keep. */
  readonly kept: Targets | null;
}

/** Fields that the server may find something wrong in; the kind stands for the targets as a whole. */
export type TargetField = Exclude<keyof TargetDraft, 'kept'>;

export const targetPlaces = placesUnder<'targets', TargetField>('targets', {
  '': 'targetKind',
  instanceIds: 'instanceIds',
  groupIds: 'groupIds',
  labels: 'labels',
  compartmentId: 'compartmentId',
});

export const emptyTargets: TargetDraft = {
  targetKind: 'instances',
  instanceIds: [],
  groupIds: [],
  labels: [],
  compartmentId: '',
  kept: null,
};

/** `root` is the compartment that holds all others; null until it is known. */
export function draftOfTargets(targets: Targets, root: string | null): TargetDraft {
  const { instanceIds, groupIds, labels, compartmentId, recursive } = targets;
  const ways = [instanceIds, groupIds, labels, compartmentId].filter((way) => way !== undefined).length;
  if (ways === 1) {
    if (instanceIds !== undefined) return { ...emptyTargets, instanceIds };
    if (groupIds !== undefined) return { ...emptyTargets, targetKind: 'groups', groupIds };
    if (labels !== undefined) return { ...emptyTargets, targetKind: 'labels', labels: writeLabels(labels) };
    if (compartmentId !== undefined && recursive === true)
      return { ...emptyTargets, targetKind: compartmentId === root ? 'all' : 'compartment', compartmentId };
  }
  return { ...emptyTargets, targetKind: 'kept', kept: targets };
}

/** The targets as the API takes them; null while they name nothing. */
export function targetsOf(draft: TargetDraft, root: string | null): Targets | null {
  switch (draft.targetKind) {
    case 'instances':
      return draft.instanceIds.length === 0 ? null : { instanceIds: [...draft.instanceIds] };
    case 'groups':
      return draft.groupIds.length === 0 ? null : { groupIds: [...draft.groupIds] };
    case 'labels': {
      const labels = readLabels(draft.labels);
      return labels === null || draft.labels.length === 0 ? null : { labels };
    }
    case 'compartment':
      return draft.compartmentId === '' ? null : { compartmentId: draft.compartmentId, recursive: true };
    case 'all':
      return root === null ? null : { compartmentId: root, recursive: true };
    case 'kept':
      return draft.kept;
    default:
      return draft.targetKind satisfies never;
  }
}
