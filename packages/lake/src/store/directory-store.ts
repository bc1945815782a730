import { randomUUID } from 'node:crypto';
import { constants, mkdir, open, opendir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { CodedError } from '@rustine/contract';
import { acceptUpload, type AcceptUpload } from './accept-upload.ts';
import { checkKey } from './check-key.ts';
import { hashStream } from './hash-stream.ts';
import { ignoreMissing, isSafeDirectory, makeSafeDirectory } from './make-safe-directory.ts';
import { nameStoreFault } from './name-store-fault.ts';
import type { GrantTerms, ObjectStat, ObjectStore } from './object-store.ts';
import { readGrantUrl, SUM_HEADER, writeGrantUrl } from './read-grant-url.ts';
import { receiveFile } from './receive-file.ts';
import { sweepStale } from './sweep-stale.ts';
import { syncDirectory } from './sync-directory.ts';

export interface DirectoryStoreOptions {
  /** Made when absent. Objects lie below `objects/`, unfinished uploads in `tmp/` of the same file system. */
  readonly root: string;
  /** Where agents reach the upload route, for example `https://rustine.example.org/objects`. */
  readonly publicUrl: string;
  /** At least 32 random bytes; grants that an earlier key signed are refused. */
  readonly signingKey: Uint8Array;
  readonly now?: () => Date;
}

export interface DirectoryStore extends ObjectStore {
  /**
   * What a presigned URL permits, proven: ours, not expired, of a key that can stand in the store. Looks at nothing but
   * the URL, so a stranger costs no query. Throws GRANT_INVALID, GRANT_EXPIRED or VALIDATION_FAILED.
   */
  readGrant(url: string): GrantTerms;
  /** Takes a PUT that a grant of this store permits. See `accept-upload.ts`. */
  acceptUpload: AcceptUpload;
}

const STALE_AFTER_MS = 60 * 60 * 1000;
const SIGNING_KEY_BYTES_MIN = 32;

/** An object store in a directory of this machine, behind presigned URLs of our own. */
export async function createDirectoryStore(options: DirectoryStoreOptions): Promise<DirectoryStore> {
  const { publicUrl, signingKey, now = () => new Date() } = options;
  if (signingKey.length < SIGNING_KEY_BYTES_MIN) throw new Error(`signingKey has under ${SIGNING_KEY_BYTES_MIN} bytes`);
  const objects = join(options.root, 'objects');
  const temporary = join(options.root, 'tmp');
  for (const path of [objects, temporary]) await mkdir(path, { recursive: true, mode: 0o750 });
  await sweepStale(temporary, now(), STALE_AFTER_MS);

  const split = (key: string): { folders: string[]; path: string } => {
    checkKey(key);
    return { folders: key.split('/').slice(0, -1), path: join(objects, ...key.split('/')) };
  };

  const openObject = async (key: string) => {
    const { folders, path } = split(key);
    if (!(await isSafeDirectory(objects, folders))) return null;
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(ignoreMissing);
    if (file === null || (await file.stat()).isFile()) return file;
    await file.close();
    return null;
  };

  /** Receives into tmp, lets `check` refuse what came, then renames: the key shows the old object or the whole new one. */
  const store = async (
    key: string,
    body: Readable,
    rules: { sizeBytesMax: number; check: (stat: ObjectStat) => void },
  ) => {
    const { folders, path } = split(key);
    const partial = join(temporary, randomUUID());
    try {
      const stat = await receiveFile(partial, body, rules.sizeBytesMax);
      rules.check(stat);
      await makeSafeDirectory(objects, folders);
      await rename(partial, path);
      await syncDirectory(dirname(path));
      return stat;
    } catch (error) {
      await rm(partial, { force: true });
      throw nameStoreFault(error);
    }
  };

  const missing = (key: string) => new CodedError('NOT_FOUND', `the store holds no object ${key}`);

  return {
    put: (key, body) => store(key, body, { sizeBytesMax: Number.MAX_SAFE_INTEGER, check: () => undefined }),
    async get(key) {
      const file = await openObject(key);
      if (file === null) throw missing(key);
      return file.createReadStream();
    },
    async stat(key) {
      const file = await openObject(key);
      return file === null ? null : hashStream(file.createReadStream());
    },
    async delete(key) {
      const { folders, path } = split(key);
      if (!(await isSafeDirectory(objects, folders))) return;
      await rm(path, { force: true });
      await syncDirectory(dirname(path));
    },
    list: (prefix) => listObjects(objects, prefix),
    async grantUpload(terms) {
      checkKey(terms.key);
      const url = writeGrantUrl(publicUrl, signingKey, terms);
      return { key: terms.key, url, headers: { [SUM_HEADER]: terms.sha256 }, expiresAt: terms.expiresAt.toISOString() };
    },
    async lend(key) {
      const file = await openObject(key);
      if (file === null) throw missing(key);
      await file.close();
      return { path: split(key).path, [Symbol.asyncDispose]: async () => undefined };
    },
    readGrant: (url) => readGrantUrl(url, { publicUrl, signingKey, now: now() }),
    acceptUpload: (upload) => acceptUpload(upload, { publicUrl, signingKey, now: now(), store }),
  };
}

async function* listObjects(objects: string, prefix: string): AsyncGenerator<{ key: string; sizeBytes: number }> {
  // The deepest folder that the prefix names whole is where the walk begins.
  const whole = prefix.split('/').slice(0, -1);
  if (whole.length > 0) checkKey(whole.join('/'));
  if (!(await isSafeDirectory(objects, whole))) return;
  yield* walk(objects, whole, prefix);
}

async function* walk(
  objects: string,
  folders: readonly string[],
  prefix: string,
): AsyncGenerator<{ key: string; sizeBytes: number }> {
  for await (const entry of await opendir(join(objects, ...folders))) {
    const segments = [...folders, entry.name];
    const key = segments.join('/');
    if (entry.isDirectory() && (key.startsWith(prefix) || prefix.startsWith(`${key}/`)))
      yield* walk(objects, segments, prefix);
    if (!entry.isFile() || !key.startsWith(prefix)) continue;
    const file = await open(join(objects, ...segments), 'r').catch(ignoreMissing);
    if (file === null) continue;
    const { size } = await file.stat();
    await file.close();
    yield { key, sizeBytes: size };
  }
}
