import { diffDocuments, type DocumentChange } from '@rustine/domain';
import type { Db } from '../../db/connect.ts';
import { readVersion } from './read-version.ts';
import { requireVersion } from './require-version.ts';
import { getNewestVersion } from './sql/get-version.ts';

export interface VersionDiff {
  readonly from: number;
  readonly to: number;
  readonly changes: readonly DocumentChange[];
}

/**
 * What differs between two versions: from the default to the newest one unless said otherwise.
 * @throws CodedError NOT_FOUND; DOCUMENT_INVALID when an old version is one that this release cannot read.
 */
export async function diffVersions(
  db: Db,
  name: string,
  { from, to }: { readonly from?: number | undefined; readonly to?: number | undefined },
): Promise<VersionDiff> {
  const before = await requireVersion(db, name, from);
  const after = to === undefined ? ((await getNewestVersion(db, name)) ?? before) : await requireVersion(db, name, to);
  return { from: before.version, to: after.version, changes: diffDocuments(readVersion(before), readVersion(after)) };
}
