import type { DocumentName } from '@rustine/domain';
import type { Db } from '../../../db/connect.ts';
import type { KnownDocument, WorkNeeds } from '../needs.ts';
import { fixedVersion } from '../sql/asked-documents.ts';
import { readSelector } from './read-selector.ts';

/**
 * The document that a step of the work request names, in the version that an agent would get; without a work request,
 * that of now. Null when there is none. It fixes no version: an agent's ask does.
 */
export async function findInnerDocument(
  { db, needs }: { readonly db: Db; readonly needs: Pick<WorkNeeds, 'documents'> },
  workRequestId: string | null,
  { name, version }: DocumentName,
): Promise<KnownDocument | null> {
  const asked = version ?? '$DEFAULT';
  const selector = readSelector(asked);
  if (selector === null) return null;
  const fixed = workRequestId === null ? null : await fixedVersion(db, { workRequestId, name, selector: asked });
  return await needs.documents.selectVersion(name, fixed === null ? selector : { kind: 'number', version: fixed });
}
