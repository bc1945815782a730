/** As many compartments stand above each other at most, the root counted. */
export const COMPARTMENT_DEPTH_MAX = 16;

export interface CompartmentNode {
  readonly id: string;
  readonly parentId: string | null;
}

/** Why a compartment cannot go where it should. */
export type MoveFault = 'ROOT' | 'UNKNOWN' | 'CYCLE' | 'TOO_DEEP';

/** Ids from the compartment itself up to the root; empty when it is not in the tree. */
export function compartmentPath(tree: readonly CompartmentNode[], id: string): string[] {
  const parents = new Map(tree.map((node) => [node.id, node.parentId]));
  const path: string[] = [];
  for (let at: string | null | undefined = id; typeof at === 'string' && parents.has(at); at = parents.get(at)) {
    // A tree has no circle; one that had would otherwise hold us here for ever.
    if (path.includes(at)) break;
    path.push(at);
  }
  return path;
}

/**
 * Whether `id` may become a child of `parentId`: undefined when it may. The root stays where it is, nothing goes below
 * itself, and no path gets longer than COMPARTMENT_DEPTH_MAX.
 */
export function judgeMove(
  tree: readonly CompartmentNode[],
  { id, parentId }: { readonly id: string; readonly parentId: string },
): MoveFault | undefined {
  const node = tree.find((candidate) => candidate.id === id);
  const above = compartmentPath(tree, parentId);
  if (node === undefined || above.length === 0) return 'UNKNOWN';
  if (node.parentId === null) return 'ROOT';
  if (above.includes(id)) return 'CYCLE';
  return above.length + heightOf(tree, id) > COMPARTMENT_DEPTH_MAX ? 'TOO_DEEP' : undefined;
}

/** Levels of the compartment and what is below it. */
function heightOf(tree: readonly CompartmentNode[], id: string): number {
  const children = Map.groupBy(tree, (node) => node.parentId);
  let level = [id];
  let height = 0;
  while (level.length > 0) {
    height += 1;
    level = level.flatMap((parent) => (children.get(parent) ?? []).map((child) => child.id));
  }
  return height;
}
