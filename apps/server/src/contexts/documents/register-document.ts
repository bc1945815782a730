import { CodedError, type ProblemDetail } from '@rustine/contract';
import { runnableActions } from '@rustine/domain';
import type { Db } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { recordAudit } from '../audit/index.ts';
import { describeVersion, type DocumentSource } from './describe-version.ts';
import { noteMissingDocuments } from './note-missing-documents.ts';
import { reservedName } from './reserved-names.ts';
import type { DocumentRow } from './sql/document-row.ts';
import { getNewestVersion } from './sql/get-version.ts';
import { insertVersion, lockDocument } from './sql/insert-version.ts';
import { setDefault } from './sql/set-default.ts';

export interface Registration {
  readonly source: DocumentSource;
  readonly registeredBy: string;
  readonly requestId: string;
  readonly at: Date;
}

export interface Registered {
  readonly row: DocumentRow;
  readonly isNew: boolean;
  readonly notes: readonly ProblemDetail[];
}

/**
 * Adds the next version when the content differs from the newest one's; asked again, it answers the version that is
 * there. The first version becomes the default, and stays it until another is chosen: who changes a document decides
 * when the change runs.
 * @throws CodedError VALIDATION_FAILED for a reserved name; DOCUMENT_INVALID with every fault's place.
 */
export async function registerDocument(db: Db, registration: Registration): Promise<Registered> {
  const { source, registeredBy, requestId, at } = registration;
  const { name } = source;
  const reason = reservedName(name);
  if (reason !== null) {
    throw new CodedError('VALIDATION_FAILED', reason, { details: [{ place: 'body.name', message: reason }] });
  }
  const { notes: own, ...described } = describeVersion(source, { runnable: runnableActions });
  const notes = [...own, ...(await noteMissingDocuments(db, source.content))];
  return withTransaction(db, async (tx) => {
    await lockDocument(tx, name);
    const isNew = await insertVersion(tx, { ...described, registeredBy, at });
    const newest = await getNewestVersion(tx, name);
    if (newest === null) throw new Error(`the document ${name} was registered and is gone`);
    const { content: _content, ...row } = newest;
    if (isNew) {
      if (row.version === 1) await setDefault(tx, { name, version: 1, setBy: registeredBy, at });
      const details = { version: row.version, sha256: row.sha256 };
      await recordAudit(tx, { actor: registeredBy, action: 'register document', target: name, requestId, details });
    }
    return { row, isNew, notes };
  });
}
