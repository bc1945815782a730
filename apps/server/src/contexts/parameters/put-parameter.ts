import { CodedError, PARAMETER_VERSIONS_MAX, type PutParameterRequest } from '@rustine/contract';
import type { Db, Transaction } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { recordAudit } from '../audit/index.ts';
import type { KeyRing } from './key-ring.ts';
import type { ParameterRow, ValueColumns } from './sql/parameter-row.ts';
import { getVersion } from './sql/read-parameters.ts';
import { insertVersion, lockOrMakeParameter } from './sql/write-parameters.ts';

export interface PutDeps {
  readonly db: Db;
  readonly keys: KeyRing;
}

export interface Put {
  readonly request: PutParameterRequest;
  readonly putBy: string;
  readonly requestId: string;
  readonly at: Date;
}

/**
 * Adds the next version of a parameter when value or description differ from the newest one's; asked again, it answers
 * the version that is there.
 * @throws CodedError CONFLICT when the parameter has another type; VALIDATION_FAILED when nothing more can be added.
 */
export async function putParameter(
  { db, keys }: PutDeps,
  { request, putBy, requestId, at }: Put,
): Promise<{ readonly row: ParameterRow; readonly isNew: boolean }> {
  const { name, value } = request;
  return withTransaction(db, async (tx) => {
    const { type, latestVersion } = await lockOrMakeParameter(tx, { name, type: request.type ?? 'String', at });
    if (request.type !== undefined && request.type !== type) {
      throw new CodedError(
        'CONFLICT',
        `Parameter ${name} is a ${type} and stays one: delete it first, or take another name.`,
      );
    }
    const newest = latestVersion === 0 ? null : await getVersion(tx, name);
    const description = request.description ?? newest?.description ?? '';
    if (newest !== null && newest.description === description && hasValue(keys, newest, value)) {
      return { row: newest, isNew: false };
    }
    const version = latestVersion + 1;
    const kept = type === 'SecureString' ? keys.seal(value, { name, version }) : value;
    await insertVersion(tx, { name, version, description, value: kept, putBy, at }, PARAMETER_VERSIONS_MAX);
    await recordAudit(tx, {
      actor: putBy,
      action: 'put parameter',
      target: name,
      requestId,
      details: { version, type },
    });
    return { row: await requireRow(tx, name), isNew: true };
  });
}

/** A value that cannot be read any more is not the same: putting it anew is the remedy. */
function hasValue(keys: KeyRing, row: ParameterRow & ValueColumns, value: string): boolean {
  if (row.value !== null) return row.value === value;
  const { name, version, keyId, nonce, sealed } = row;
  if (keyId === null || nonce === null || sealed === null) return false;
  try {
    return keys.open({ keyId, nonce, sealed }, { name, version }) === value;
  } catch {
    return false;
  }
}

async function requireRow(tx: Transaction, name: string): Promise<ParameterRow> {
  const row = await getVersion(tx, name);
  if (row === null) throw new Error(`the parameter ${name} was put and is gone`);
  return row;
}
