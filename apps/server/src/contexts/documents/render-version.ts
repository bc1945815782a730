import { CodedError, type RenderDocumentRequest, type RenderedDocument } from '@rustine/contract';
import { presentRenderedStep, renderDocument, resolveParameters } from '@rustine/domain';
import type { Db } from '../../db/connect.ts';
import { readVersion } from './read-version.ts';
import { requireVersion } from './require-version.ts';

/**
 * What an agent of the platform would do with each step, with these parameters. References to the parameter store stay as
 * they are.
 * @throws CodedError NOT_FOUND; VALIDATION_FAILED naming each wrong parameter; DOCUMENT_INVALID when the version is one
 * that this release cannot read.
 */
export async function renderVersion(db: Db, name: string, request: RenderDocumentRequest): Promise<RenderedDocument> {
  const found = await requireVersion(db, name, request.version);
  const document = readVersion(found);
  const { values, faults } = resolveParameters(document, request.parameters);
  if (values === undefined) {
    const details = faults.map(({ path, message }) => ({ place: `body.${path}`, message }));
    throw new CodedError('VALIDATION_FAILED', details.map(({ message }) => message).join(' '), { details });
  }
  const steps = renderDocument({ document, parameters: values, platform: request.platform });
  return { name, version: found.version, steps: steps.map(presentRenderedStep) };
}
