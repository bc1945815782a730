import type { Change } from './account.ts';

type Packages = ReadonlyMap<string, string>;

/** Package, old and new version of all that differs between two package lists; an absent version is empty. */
export function changesBetween(before: Packages, after: Packages): Set<string> {
  return new Set(
    [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
      const [old = '', now = ''] = [before.get(name), after.get(name)];
      return old === now ? [] : [`${name} ${old} ${now}`];
    }),
  );
}

/** The report must name exactly what differs between the machine's two package lists, with both versions. */
export function judgeChanges(changes: readonly Change[], before: Packages, after: Packages): string[] {
  const told = new Set(
    changes.map((each) => `${each.name}:${each.architecture} ${each.oldVersion} ${each.newVersion}`),
  );
  const seen = changesBetween(before, after);
  return [
    ...[...told.difference(seen)].map((change) => `told, but dpkg does not show it: ${change}`),
    ...[...seen.difference(told)].map((change) => `dpkg shows it, but it was not told: ${change}`),
  ];
}
