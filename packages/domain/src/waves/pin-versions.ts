/** A row of the report `new-updates` of an instance of the first wave; an empty version or architecture is ''. */
export interface InstalledRow {
  readonly name: string;
  readonly architecture: string;
  readonly action: string;
  readonly newVersion: string;
}

/** A package of which no one version has been tried, or whose name or version no package manager has. */
export interface VersionConflict {
  readonly name: string;
  /** Each version once, in no order that means anything. */
  readonly versions: readonly string[];
}

export interface PinnedVersions {
  /** The value of the parameter OnlyVersions of the patch documents. */
  readonly items: readonly string[];
  readonly conflicts: readonly VersionConflict[];
}

/** The item that stands for an empty list, since no item at all means no limit. */
const NOTHING = 'none';

/** As the patch documents take it. */
const ITEM = /^[A-Za-z0-9][A-Za-z0-9+._-]*(:[a-z0-9_-]+)?=[0-9A-Za-z][0-9A-Za-z.+:~^_-]*$/;

/** What dpkg and rpm call a package that fits every architecture. */
const ANY = new Set(['all', 'noarch', '']);

/**
 * What the later waves may install: the versions that the first wave came to, from the rows of all its instances. They
 * must share the OS, its version and its architecture, as an item says nothing of these.
 *
 * Where two instances came to different versions of a package, neither has been tried on all of them, so the package is
 * a conflict and not in the list: the later waves leave it alone and say so. Removals are nothing to install. Where
 * nothing was installed, the list says that nothing is to be.
 */
export function pinVersions(rows: readonly InstalledRow[]): PinnedVersions {
  const items: string[] = [];
  const conflicts: VersionConflict[] = [];
  const installed = rows.filter((row) => row.action !== 'REMOVE' && row.newVersion !== '');
  for (const [name, ofName] of Map.groupBy(installed, (row) => row.name)) {
    for (const [architecture, group] of byArchitecture(ofName)) {
      const versions = [...new Set(group.map((row) => row.newVersion))].toSorted();
      const item = `${name}${architecture === '' ? '' : `:${architecture}`}=${versions[0] ?? ''}`;
      if (versions.length === 1 && ITEM.test(item)) items.push(item);
      else conflicts.push({ name, versions });
    }
  }
  return { items: items.length === 0 ? [NOTHING] : items.toSorted(), conflicts };
}

/**
 * A row for any architecture is the same package as its row for one, and an item without an architecture means it;
 * without such a row each architecture stands for itself.
 */
function byArchitecture(rows: readonly InstalledRow[]): Iterable<readonly [string, readonly InstalledRow[]]> {
  if (rows.some((row) => ANY.has(row.architecture))) return [['', rows]];
  return Map.groupBy(rows, (row) => row.architecture);
}
