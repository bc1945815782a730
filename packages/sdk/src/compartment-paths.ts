import type { Compartment } from './generated/index.ts';

/** The path of each compartment by its id: names from below the root on, with `/` between them; the root's is its name. */
export function compartmentPaths(compartments: readonly Compartment[]): Map<string, string> {
  const known = new Map(compartments.map((each) => [each.id, each]));
  const pathOf = ({ name, parentId }: Compartment): string => {
    const parent = parentId === null ? undefined : known.get(parentId);
    return parent === undefined || parent.parentId === null ? name : `${pathOf(parent)}/${name}`;
  };
  return new Map(compartments.map((each) => [each.id, pathOf(each)]));
}

/** All compartments by their path, the root first, so that each stands under the one that holds it. */
export function sortByPath(compartments: readonly Compartment[]): Compartment[] {
  const paths = compartmentPaths(compartments);
  const partsOf = ({ id, parentId }: Compartment) => (parentId === null ? [] : (paths.get(id) ?? '').split('/'));
  return compartments.toSorted((a, b) => compareParts(partsOf(a), partsOf(b)));
}

/** Name by name: as whole texts, `shop 2` would come between `shop` and `shop/web`. */
function compareParts(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((name, index) => name !== b[index]);
  if (at < 0) return a.length - b.length;
  const other = b[at];
  return other === undefined ? 1 : a[at]!.localeCompare(other);
}
