import { GrantsResponse, VerifyUploadResponse, type Grant, type GrantsRequest } from '@rustine/contract';
import { ServerRefusedError, type CallServer } from '../checkin/call-server.ts';
import { retryPassing, type RetryContext } from '../checkin/retry.ts';
import type { UploadRecord, UploadRecords } from '../journal/upload-records.ts';
import { describeFile } from './describe-file.ts';
import { putObject, UploadFailedError } from './put-object.ts';

export interface StoreNeeds extends Omit<RetryContext, 'signal'> {
  readonly call: CallServer;
}

export interface UploadNeeds extends StoreNeeds {
  readonly uploads: UploadRecords;
}

/** The upload cannot succeed, however often it is tried; the message says why. */
export class UploadHopelessError extends Error {}

/** Brings one report or the manifest to the store, as `bringToStore` does. */
export async function uploadObject(
  needs: UploadNeeds,
  { invocationId, upload, signal }: { invocationId: string; upload: UploadRecord; signal: AbortSignal },
): Promise<string> {
  return await bringToStore(needs, {
    file: upload,
    knownKey: upload.objectKey,
    askGrant: () => askGrant(needs, { invocationId, upload, signal }),
    onGranted: (key) => needs.uploads.noteKey(invocationId, upload.kind, key),
    doing: `publishing ${upload.kind}`,
    signal,
  });
}

interface FileOfSum {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface WantedObject {
  readonly file: FileOfSum;
  /** A key under which an earlier attempt may have brought it already. */
  readonly knownKey?: string | null;
  readonly askGrant: () => Promise<Grant>;
  readonly onGranted?: (key: string) => void;
  readonly doing: string;
  readonly signal: AbortSignal;
}

/**
 * Brings one file to the store and answers its key once the server has verified size and sum. Goes on through failures
 * that may pass until the signal aborts. Throws UploadHopelessError or ServerRefusedError when it cannot succeed.
 */
export async function bringToStore(
  needs: StoreNeeds,
  { file, knownKey = null, askGrant: ask, onGranted, doing, signal }: WantedObject,
): Promise<string> {
  let key = knownKey;
  const attempt = async (): Promise<string> => {
    // An earlier attempt may have died between the upload and our note of it.
    if (key !== null && (await isVerified(needs, { key, file, signal }))) return key;
    const sum = await describeFile(file.path);
    if (sum?.sha256 !== file.sha256)
      throw new UploadHopelessError(`${file.path} was ${sum ? 'changed' : 'removed'} before it was published`);
    const grant = await ask();
    onGranted?.(grant.key);
    key = grant.key;
    await putObject(grant, file, signal);
    if (await isVerified(needs, { key, file, signal })) return key;
    throw new UploadFailedError(`the store does not hold ${key} whole`);
  };
  return await retryPassing(attempt, { ...needs, signal, doing });
}

async function askGrant(
  { call }: UploadNeeds,
  { invocationId, upload, signal }: { invocationId: string; upload: UploadRecord; signal: AbortSignal },
): Promise<Grant> {
  const { kind, sizeBytes, sha256 } = upload;
  const body: GrantsRequest =
    kind === 'manifest'
      ? { invocationId, reports: [], manifest: { sizeBytes, sha256 } }
      : { invocationId, reports: [{ kind, sizeBytes, sha256 }] };
  const { grants, manifest } = await call('grants', { body, answer: GrantsResponse, signal });
  const grant = kind === 'manifest' ? manifest : grants.find((given) => given.kind === kind)?.grant;
  if (!grant) throw new UploadHopelessError(`the server gave no grant for ${kind}`);
  return grant;
}

/** The server's word is not taken for it: its size and sum must be ours. */
async function isVerified(
  { call }: StoreNeeds,
  { key, file, signal }: { key: string; file: FileOfSum; signal: AbortSignal },
): Promise<boolean> {
  try {
    const answer = await call('uploads/verify', { body: { key }, answer: VerifyUploadResponse, signal });
    return answer.verified && answer.sizeBytes === file.sizeBytes && answer.sha256 === file.sha256;
  } catch (error) {
    // Not there, or not what was granted: upload it (again).
    if (error instanceof ServerRefusedError && (error.status === 404 || error.status === 422)) return false;
    throw error;
  }
}
