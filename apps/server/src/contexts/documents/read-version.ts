import { CodedError } from '@rustine/contract';
import { validateDocument, type CommandDocument } from '@rustine/domain';
import type { DocumentVersion } from './sql/get-version.ts';

/** @throws CodedError DOCUMENT_INVALID when it is one that this release cannot read. */
export function readVersion({ name, version, content }: DocumentVersion): CommandDocument {
  const { document, faults } = validateDocument(content);
  if (document !== undefined) return document;
  const details = faults.map(({ path, message }) => ({ place: path, message }));
  throw new CodedError('DOCUMENT_INVALID', `The document ${name} version ${version} is not valid.`, { details });
}
