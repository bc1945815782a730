import { createHash } from 'node:crypto';
import { CodedError } from '@rustine/contract';
import { validateDocument, type CommandDocument, type DocumentFault } from '@rustine/domain';
import type { Db } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { insertVersion, lockDocument, type NewVersion } from './sql/insert-version.ts';

export interface DocumentSource {
  readonly name: string;
  /** SSM document text. */
  readonly content: string;
}

/** Who registered what came with the server. */
const REGISTERED_BY = 'rustine';

/**
 * Makes the newest version of each document be the given one. A version is added only when the content differs from the
 * newest one, so a restart adds nothing and replicas that start at once add it once.
 * @throws CodedError DOCUMENT_INVALID with every fault's place; then none is registered.
 */
export async function registerBuiltIns(db: Db, documents: readonly DocumentSource[], at: Date): Promise<void> {
  const versions = documents.map((source) => describe(source, at)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  await withTransaction(db, async (tx) => {
    for (const version of versions) {
      await lockDocument(tx, version.name);
      await insertVersion(tx, version);
    }
  });
}

function describe({ name, content }: DocumentSource, at: Date): NewVersion {
  const document = requireValid(name, content);
  return {
    name,
    schemaVersion: document.schemaVersion,
    description: document.description,
    content,
    sha256: createHash('sha256').update(content, 'utf8').digest('hex'),
    registeredBy: REGISTERED_BY,
    at,
  };
}

function requireValid(name: string, content: string): CommandDocument {
  const { document, faults } = validateDocument(content);
  if (document) return document;
  const details = faults.map((fault) => ({ place: placeOf(fault), message: fault.message }));
  const message = `The document ${name} is not valid. ${details.map((detail) => `${detail.place}: ${detail.message}`).join(' ')}`;
  throw new CodedError('DOCUMENT_INVALID', message, { details });
}

function placeOf({ line, column, path }: DocumentFault): string {
  return line === undefined ? path : `line ${line}, column ${column ?? 1}`;
}
