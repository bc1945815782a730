import type { Compartment, ManagedInstance } from '@rustine/sdk';

/** Which instances the table shows; an empty text narrows nothing. */
export interface InstanceFilter {
  readonly compartmentId: string;
  readonly groupId: string;
  /** `key=value` */
  readonly label: string;
  readonly status: string;
}

export const noFilter: InstanceFilter = { compartmentId: '', groupId: '', label: '', status: '' };

export interface Surroundings {
  readonly compartments: readonly Compartment[];
  /** Ids of the members of the group that is chosen; undefined while they are being read. */
  readonly members: ReadonlySet<string> | undefined;
}

/** The instances that fit every part of the filter; a compartment stands for its subtree. */
export function filterInstances(
  instances: readonly ManagedInstance[],
  { compartmentId, groupId, label, status }: InstanceFilter,
  { compartments, members }: Surroundings,
): ManagedInstance[] {
  const subtree = compartmentId === '' ? undefined : subtreeOf(compartments, compartmentId);
  return instances.filter(
    (each) =>
      (subtree === undefined || subtree.has(each.compartmentId)) &&
      (groupId === '' || members === undefined || members.has(each.id)) &&
      (label === '' || labelsOf(each).includes(label)) &&
      (status === '' || each.status === status),
  );
}

export function labelsOf({ labels }: Pick<ManagedInstance, 'labels'>): string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}

function subtreeOf(compartments: readonly Compartment[], rootId: string): Set<string> {
  const children = Map.groupBy(compartments, ({ parentId }) => parentId);
  const found = new Set([rootId]);
  for (const id of found) for (const child of children.get(id) ?? []) found.add(child.id);
  return found;
}
