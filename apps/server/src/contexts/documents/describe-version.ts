import { createHash } from 'node:crypto';
import { CodedError, type ProblemDetail } from '@rustine/contract';
import { validateDocument, type DocumentFault, type ValidationOptions } from '@rustine/domain';
import type { NewVersion } from './sql/insert-version.ts';

export interface DocumentSource {
  readonly name: string;
  /** SSM document text. */
  readonly content: string;
}

export type DescribedVersion = Pick<NewVersion, 'name' | 'schemaVersion' | 'description' | 'content' | 'sha256'> & {
  readonly notes: readonly ProblemDetail[];
};

/** What is to be kept of a document's text. @throws CodedError DOCUMENT_INVALID with every fault's place. */
export function describeVersion({ name, content }: DocumentSource, options: ValidationOptions = {}): DescribedVersion {
  const { document, faults, notes } = validateDocument(content, options);
  if (document === undefined) {
    const details = faults.map(detailOf);
    const message = `The document ${name} is not valid. ${details.map((detail) => `${detail.place}: ${detail.message}`).join(' ')}`;
    throw new CodedError('DOCUMENT_INVALID', message, { details });
  }
  return {
    name,
    schemaVersion: document.schemaVersion,
    description: document.description,
    content,
    sha256: createHash('sha256').update(content, 'utf8').digest('hex'),
    notes: notes.map(detailOf),
  };
}

function detailOf({ line, column, path, message }: DocumentFault): ProblemDetail {
  return { place: line === undefined ? path : `line ${line}, column ${column ?? 1}`, message };
}
