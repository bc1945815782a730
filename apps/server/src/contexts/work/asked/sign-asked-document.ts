import { CodedError, type DocumentRequest } from '@rustine/contract';
import type { Db } from '../../../db/connect.ts';
import type { WorkNeeds } from '../needs.ts';
import type { SigningKey } from '../signing-key.ts';
import { findAsking, fixedVersion, fixVersion, type AskedDocument } from '../sql/asked-documents.ts';
import { readSelector, type VersionSelector } from './read-selector.ts';

export interface SignAskedDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly signingKey: SigningKey;
  readonly serverId: string;
  readonly needs: Pick<WorkNeeds, 'documents'>;
}

/** Time for the answer to arrive, also on a machine whose clock is off. */
const DELIVERY_SECONDS = 300;

/**
 * Signs the document that a step of a running invocation names, for that invocation alone. The first ask of a work
 * request fixes the version for all others of it.
 * @throws CodedError NOT_FOUND for an invocation that is not this instance's or has ended, and for a document or version
 * that there is not; VALIDATION_FAILED for a version that is none.
 */
export async function signAskedDocument(
  deps: SignAskedDeps,
  instanceId: string,
  { invocationId, name, version }: DocumentRequest,
): Promise<string> {
  const asking = await findAsking(deps.db, instanceId, invocationId);
  if (asking === null) throw new CodedError('NOT_FOUND', `This instance has no running invocation ${invocationId}.`);
  const document = await findDocument(deps, { ...asking, name, selector: version ?? '$DEFAULT' });
  const issued = Math.floor(deps.clock().getTime() / 1000);
  return await deps.signingKey.signDocument({
    iss: deps.serverId,
    aud: instanceId,
    jti: invocationId,
    iat: issued,
    exp: issued + DELIVERY_SECONDS,
    asked: { name, version },
    document: {
      name: document.name,
      version: document.version,
      sha256: document.sha256,
      content: document.content,
    },
  });
}

async function findDocument(deps: SignAskedDeps, asked: AskedDocument) {
  const selector = readSelector(asked.selector);
  if (selector === null) {
    const message = `${asked.selector} is no version of a document: it is $DEFAULT, $LATEST or a number.`;
    throw new CodedError('VALIDATION_FAILED', message, { details: [{ place: 'body.version', message }] });
  }
  const fixed = await fixedVersion(deps.db, asked);
  if (fixed !== null) return await requireVersion(deps, asked, { kind: 'number', version: fixed });
  const found = await requireVersion(deps, asked, selector);
  await fixVersion(deps.db, asked, { version: found.version, at: deps.clock() });
  const winner = (await fixedVersion(deps.db, asked)) ?? found.version;
  return winner === found.version ? found : await requireVersion(deps, asked, { kind: 'number', version: winner });
}

async function requireVersion({ needs }: SignAskedDeps, { name }: AskedDocument, selector: VersionSelector) {
  const found = await needs.documents.selectVersion(name, selector);
  if (found !== null) return found;
  const version = selector.kind === 'number' ? ` version ${selector.version}` : '';
  throw new CodedError('NOT_FOUND', `There is no document ${name}${version}.`);
}
