import type { StoredParameter, StoreReference } from '@rustine/domain';
import type { Db } from '../../db/connect.ts';
import type { KeyRing } from './key-ring.ts';
import { openValue } from './open-value.ts';
import { findReferences } from './sql/read-parameters.ts';

export type ReadParameter = StoredParameter & { readonly name: string; readonly version: number };

/** What the references stand for now, by their keys; what the store does not have is left out. @throws as openValue. */
export async function readStored(
  { db, keys }: { readonly db: Db; readonly keys: KeyRing },
  references: readonly StoreReference[],
): Promise<Map<string, ReadParameter>> {
  if (references.length === 0) return new Map();
  const rows = await findReferences(db, references);
  return new Map(
    rows.map((row) => [row.key, { type: row.type, value: openValue(keys, row), name: row.name, version: row.version }]),
  );
}
