import { sql } from 'kysely';
import type { StoredParameterType } from '@rustine/contract';

/** One version without its value. */
export interface ParameterRow {
  readonly name: string;
  readonly type: StoredParameterType;
  readonly version: number;
  readonly description: string;
  readonly labels: readonly string[];
  readonly putBy: string;
  readonly putAt: Date;
}

/** Of `parameters p join parameter_versions v`. */
export const rowColumns = sql`
  v.name, p.type, v.version, v.description, v.put_by as "putBy", v.put_at as "putAt",
  array(
    select l.label from parameter_labels l where l.name = v.name and l.version = v.version order by l.label
  ) as labels`;

/** The value, in clear or sealed. */
export interface ValueColumns {
  readonly value: string | null;
  readonly keyId: string | null;
  readonly nonce: Buffer | null;
  readonly sealed: Buffer | null;
}

export const valueColumns = sql`v.value, v.key_id as "keyId", v.nonce, v.sealed`;
