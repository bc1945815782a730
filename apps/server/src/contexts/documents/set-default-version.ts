import { CodedError } from '@rustine/contract';
import type { Db } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { recordAudit } from '../audit/index.ts';
import { isBuiltInName } from './reserved-names.ts';
import { requireVersion } from './require-version.ts';
import type { DocumentRow } from './sql/document-row.ts';
import { lockDocument } from './sql/insert-version.ts';
import { setDefault } from './sql/set-default.ts';

export interface NewDefault {
  readonly name: string;
  readonly version: number;
  readonly setBy: string;
  readonly requestId: string;
  readonly at: Date;
}

/**
 * Chooses the version that runs when none is named. What is already running keeps the version that it began with.
 * @throws CodedError NOT_FOUND for an unknown version; CONFLICT for a document that comes with the server, which counts
 * on its newest version.
 */
export async function setDefaultVersion(db: Db, wanted: NewDefault): Promise<DocumentRow> {
  const { name, version, setBy, requestId, at } = wanted;
  return withTransaction(db, async (tx) => {
    await lockDocument(tx, name);
    const { content: _content, ...row } = await requireVersion(tx, name, version);
    if (isBuiltInName(name)) {
      const message = `${name} comes with the server, which always runs its newest version; name the version in the run instead.`;
      throw new CodedError('CONFLICT', message);
    }
    if (await setDefault(tx, { name, version, setBy, at })) {
      const details = { version, before: row.defaultVersion };
      await recordAudit(tx, { actor: setBy, action: 'set default version', target: name, requestId, details });
    }
    return { ...row, defaultVersion: version };
  });
}
