import { CodedError } from '@rustine/contract';
import type { KeyRing } from './key-ring.ts';
import type { ParameterRow, ValueColumns } from './sql/parameter-row.ts';

/**
 * The value of a version, decrypted if it is secret.
 * @throws CodedError UNAVAILABLE naming the key that this server does not have, or that what is kept was changed.
 */
export function openValue(keys: KeyRing, row: ParameterRow & ValueColumns): string {
  const { name, version, value, keyId, nonce, sealed } = row;
  if (value !== null) return value;
  if (keyId === null || nonce === null || sealed === null) throw new Error(`parameter ${name} has no value`);
  let opened: string | null;
  try {
    opened = keys.open({ keyId, nonce, sealed }, { name, version });
  } catch (error) {
    const message = `What is kept of parameter ${name} version ${version} is not what was written: put a new value, or restore the database.`;
    throw new CodedError('UNAVAILABLE', message, { cause: error });
  }
  if (opened !== null) return opened;
  throw new CodedError(
    'UNAVAILABLE',
    `Parameter ${name} version ${version} is encrypted with the key ${keyId}, which ${keys.path} of this server does not have: copy the file from another replica or a backup, and start the server again.`,
  );
}
