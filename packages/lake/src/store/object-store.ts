import type { Readable } from 'node:stream';
import type { Grant } from '@rustine/contract';

export interface ObjectStat {
  readonly sizeBytes: number;
  /** SHA-256 of the bytes that the store holds, 64 hex digits. */
  readonly sha256: string;
}

export interface GrantTerms {
  readonly key: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly expiresAt: Date;
}

/** A file that holds an object's bytes for as long as it is lent; `await using` gives it back. */
export interface LentFile extends AsyncDisposable {
  readonly path: string;
}

/**
 * Where reports live between the agent's upload and for as long as they are kept. Every method refuses a key that
 * `checkKey` refuses (VALIDATION_FAILED), and throws UNAVAILABLE when the store cannot serve: full, read-only, away.
 */
export interface ObjectStore {
  /** Stores the whole stream under the key or nothing; an object that is already there is replaced in one step. */
  put(key: string, body: Readable): Promise<ObjectStat>;
  /** Throws NOT_FOUND. */
  get(key: string): Promise<Readable>;
  /** What the store holds, read back from it and not from memory of the upload; null when there is none. */
  stat(key: string): Promise<ObjectStat | null>;
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>;
  /** Keys that begin with the prefix, in no promised order. */
  list(prefix: string): AsyncIterable<{ readonly key: string; readonly sizeBytes: number }>;
  /** A presigned permission to PUT exactly these bytes under this key, once or again, until it expires. */
  grantUpload(terms: GrantTerms): Promise<Grant>;
  /** Lends a local file with the object's bytes, for readers that need to seek. Throws NOT_FOUND. */
  lend(key: string): Promise<LentFile>;
}
