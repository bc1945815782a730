import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

export interface DefaultVersion {
  readonly name: string;
  /** Must be there. */
  readonly version: number;
  readonly setBy: string;
  readonly at: Date;
}

/** Makes the version the default one; false when it was already. Needs `lockDocument` before. */
export async function setDefault(tx: Transaction, { name, version, setBy, at }: DefaultVersion): Promise<boolean> {
  const { rows } = await sql`
    insert into document_defaults (name, version, set_by, set_at)
    values (${name}::text, ${version}::integer, ${setBy}::text, ${at}::timestamptz)
    on conflict (name) do update
      set version = excluded.version, set_by = excluded.set_by, set_at = excluded.set_at
      where document_defaults.version <> excluded.version
    returning name`.execute(tx);
  return rows.length > 0;
}
