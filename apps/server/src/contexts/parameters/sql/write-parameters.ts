import type { StoredParameterType } from '@rustine/contract';
import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';
import type { SealedValue } from '../key-ring.ts';

/** The parameter, made if there is none, locked until the transaction ends. Version 0 is none yet. */
export async function lockOrMakeParameter(
  tx: Transaction,
  { name, type, at }: { readonly name: string; readonly type: StoredParameterType; readonly at: Date },
): Promise<{ readonly type: StoredParameterType; readonly latestVersion: number }> {
  await sql`
    insert into parameters (name, type, created_at)
    values (${name}::text, ${type}::text, ${at}::timestamptz)
    on conflict (name) do nothing`.execute(tx);
  const { rows } = await sql<{ type: StoredParameterType; latestVersion: number }>`
    select type, latest_version as "latestVersion" from parameters where name = ${name}::text for update`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error(`the parameter ${name} was made and is gone`);
  return row;
}

export interface NewVersion {
  readonly name: string;
  readonly version: number;
  readonly description: string;
  readonly value: string | SealedValue;
  readonly putBy: string;
  readonly at: Date;
}

/** Adds a version, which becomes the newest, and lets go of those that are older than the `kept` newest. */
export async function insertVersion(tx: Transaction, added: NewVersion, kept: number): Promise<void> {
  const { name, version, description, value, putBy, at } = added;
  const sealed = typeof value === 'string' ? null : value;
  await sql`
    insert into parameter_versions (name, version, description, value, key_id, nonce, sealed, put_by, put_at)
    values (${name}::text, ${version}::integer, ${description}::text, ${sealed === null ? value : null}::text,
      ${sealed?.keyId ?? null}::text, ${sealed?.nonce ?? null}::bytea, ${sealed?.sealed ?? null}::bytea,
      ${putBy}::text, ${at}::timestamptz)`.execute(tx);
  await sql`update parameters set latest_version = ${version}::integer where name = ${name}::text`.execute(tx);
  await sql`
    delete from parameter_versions where name = ${name}::text and version <= ${version}::integer - ${kept}::integer`.execute(
    tx,
  );
}

/** False when there is none. Its versions and labels go with it. */
export async function deleteParameter(tx: Transaction, name: string): Promise<boolean> {
  const { rows } = await sql`delete from parameters where name = ${name}::text returning name`.execute(tx);
  return rows.length > 0;
}

/** Gives a version a label, which it may take from another. False when there is no such version. */
export async function setLabel(
  tx: Transaction,
  { name, version, label }: { readonly name: string; readonly version: number; readonly label: string },
): Promise<boolean> {
  const { rows } = await sql`
    insert into parameter_labels (name, label, version)
    select name, ${label}::text, version from parameter_versions
    where name = ${name}::text and version = ${version}::integer
    on conflict (name, label) do update set version = excluded.version
    returning name`.execute(tx);
  return rows.length > 0;
}
