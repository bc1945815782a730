import type { Readable } from 'node:stream';
import { CodedError } from '@rustine/contract';
import type { GrantTerms, ObjectStat } from './object-store.ts';
import { readGrantUrl, SUM_HEADER } from './read-grant-url.ts';

export interface Upload {
  /** As requested: path and query, or the whole URL. */
  readonly url: string;
  /** Header names in lower case, as Node gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Readable;
}

export interface AcceptedUpload extends ObjectStat {
  readonly key: string;
}

/**
 * Takes the PUT of a grant: proves signature and expiry, refuses a declared length other than the granted one before a
 * byte is read, then stores the body if it has exactly the granted size and sum. The same PUT again is harmless.
 * Throws GRANT_INVALID, GRANT_EXPIRED, PAYLOAD_TOO_LARGE, OBJECT_MISMATCH or UNAVAILABLE; nothing is kept then.
 */
export type AcceptUpload = (upload: Upload) => Promise<AcceptedUpload>;

interface Context {
  readonly publicUrl: string;
  readonly signingKey: Uint8Array;
  readonly now: Date;
  readonly store: (
    key: string,
    body: Readable,
    rules: { sizeBytesMax: number; check: (stat: ObjectStat) => void },
  ) => Promise<ObjectStat>;
}

export async function acceptUpload(upload: Upload, context: Context): Promise<AcceptedUpload> {
  const terms = readGrantUrl(upload.url, context);
  checkHeaders(upload.headers, terms);
  const check = (stat: ObjectStat) => checkObject(stat, terms);
  const stat = await context.store(terms.key, upload.body, { sizeBytesMax: terms.sizeBytes, check });
  return { key: terms.key, ...stat };
}

function checkHeaders(headers: Upload['headers'], terms: GrantTerms): void {
  if (headers[SUM_HEADER] !== terms.sha256) {
    throw new CodedError('GRANT_INVALID', `the header ${SUM_HEADER} must be sent as the grant gave it`);
  }
  const declared = headers['content-length'];
  if (declared === undefined) return;
  if (Number(declared) > terms.sizeBytes) {
    throw new CodedError(
      'PAYLOAD_TOO_LARGE',
      `${String(declared)} bytes are declared, ${terms.sizeBytes} were granted`,
    );
  }
  if (Number(declared) !== terms.sizeBytes) {
    throw new CodedError('OBJECT_MISMATCH', `${String(declared)} bytes are declared, ${terms.sizeBytes} were granted`);
  }
}

function checkObject(stat: ObjectStat, terms: GrantTerms): void {
  if (stat.sizeBytes !== terms.sizeBytes) {
    throw new CodedError('OBJECT_MISMATCH', `${stat.sizeBytes} bytes came, ${terms.sizeBytes} were granted`);
  }
  if (stat.sha256 !== terms.sha256) {
    throw new CodedError(
      'OBJECT_MISMATCH',
      `the bytes that came have the SHA-256 ${stat.sha256}, not the granted ${terms.sha256}`,
    );
  }
}
