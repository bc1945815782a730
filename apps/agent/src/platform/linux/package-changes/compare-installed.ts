import type { PackageChange } from '@rustine/contract';
import { compareRpm } from './compare-versions.ts';
import type { Installed } from './parse-installed.ts';

/**
 * What lies between two looks at an rpm database. A package that is there now tells when it came; one that went tells
 * nothing, so it goes by the last change of the database (`changedAt`, seconds since the epoch). What came and went
 * between the looks is not seen.
 */
export function compareInstalled(
  before: readonly Installed[],
  after: readonly Installed[],
  changedAt: number,
): PackageChange[] {
  const [old, now] = [group(before), group(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .toSorted()
    .flatMap((key) => compareOne(old.get(key) ?? [], now.get(key) ?? [], changedAt));
}

function group(packages: readonly Installed[]): Map<string, Installed[]> {
  return Map.groupBy(packages, ({ name, architecture }) => `${name}\t${architecture}`);
}

function compareOne(old: readonly Installed[], now: readonly Installed[], changedAt: number): PackageChange[] {
  const [was, is] = [old[0], now[0]];
  // Only a package that is there once is replaced; kernels stand beside each other.
  if (was !== undefined && is !== undefined && old.length === 1 && now.length === 1) {
    if (was.version === is.version && was.installedAt === is.installedAt) return [];
    const order = compareRpm(was.version, is.version);
    const action = order === 0 ? 'INSTALLED' : order < 0 ? 'UPGRADED' : 'DOWNGRADED';
    return [change(is, { at: is.installedAt, action, oldVersion: was.version, newVersion: is.version })];
  }
  const gone = old.filter(({ version }) => !now.some((each) => each.version === version));
  const come = now.filter(({ version }) => !old.some((each) => each.version === version));
  return [
    ...gone.map((each) =>
      change(each, { at: changedAt, action: 'REMOVED', oldVersion: each.version, newVersion: null }),
    ),
    ...come.map((each) =>
      change(each, { at: each.installedAt, action: 'INSTALLED', oldVersion: null, newVersion: each.version }),
    ),
  ];
}

function change(
  { name, architecture }: Installed,
  { at, ...rest }: Omit<PackageChange, 'at' | 'name' | 'architecture'> & { at: number },
): PackageChange {
  return { at: new Date(at * 1000).toISOString(), name, architecture, ...rest };
}
