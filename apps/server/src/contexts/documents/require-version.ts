import { CodedError } from '@rustine/contract';
import type { Db } from '../../db/connect.ts';
import { getVersion, type DocumentVersion } from './sql/get-version.ts';

/** One version, the default one unless said otherwise. @throws CodedError NOT_FOUND. */
export async function requireVersion(db: Db, name: string, version?: number): Promise<DocumentVersion> {
  const found = await getVersion(db, name, version);
  if (found !== null) return found;
  throw new CodedError(
    'NOT_FOUND',
    `There is no document ${name}${version === undefined ? '' : ` version ${version}`}.`,
  );
}
