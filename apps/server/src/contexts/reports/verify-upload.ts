import { CodedError, manifestKey, type ReportState, type VerifyUploadResponse } from '@rustine/contract';
import type { Db } from '../../db/connect.ts';
import { invocationOfManifestKey } from './manifest/check-manifest.ts';
import { objectCreated, type ObjectCreatedDeps } from './object-created.ts';
import { findPublication } from './sql/find-publication.ts';
import { findOutputOfKey } from './sql/step-outputs.ts';
import { findReportOfKey } from './sql/find-report-of-key.ts';

export type VerifyUploadDeps = ObjectCreatedDeps;

interface Announced {
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Null for a manifest or an output. */
  readonly state: ReportState | null;
}

/**
 * Says whether the store holds what was announced, byte for byte, so the agent may delete its own copy. The store is
 * read and hashed for it: nobody's word is taken. A lost object-created event is made up for.
 *
 * @throws CodedError NOT_FOUND for a key that this instance never announced.
 */
export async function verifyUpload(
  deps: VerifyUploadDeps,
  { instanceId, key }: { instanceId: string; key: string },
): Promise<VerifyUploadResponse> {
  const announced = await announcedObject(deps.db, instanceId, key);
  if (announced === undefined)
    throw new CodedError('NOT_FOUND', 'This instance has announced no object under this key.');
  const held = await deps.store.stat(key);
  const verified = held !== null && held.sizeBytes === announced.sizeBytes && held.sha256 === announced.sha256;
  if (verified) await objectCreated(deps, { key, sha256: announced.sha256 });
  const now = announced.state === null ? null : await findReportOfKey(deps.db, instanceId, key);
  return {
    verified,
    sizeBytes: held?.sizeBytes ?? null,
    sha256: held?.sha256 ?? null,
    reportState: now?.state ?? announced.state,
  };
}

async function announcedObject(db: Db, instanceId: string, key: string): Promise<Announced | undefined> {
  const report = await findReportOfKey(db, instanceId, key);
  if (report !== undefined) return report;
  const output = await findOutputOfKey(db, instanceId, key);
  if (output !== undefined) return { ...output, state: null };
  const invocationId = invocationOfManifestKey(key);
  const publication = invocationId === null ? undefined : await findPublication(db, invocationId);
  if (publication?.manifestSha256 == null || publication.manifestSizeBytes === null) return undefined;
  if (
    key !== manifestKey(publication.day, instanceId, publication.invocationId) ||
    publication.instanceId !== instanceId
  )
    return undefined;
  return { sizeBytes: publication.manifestSizeBytes, sha256: publication.manifestSha256, state: null };
}
