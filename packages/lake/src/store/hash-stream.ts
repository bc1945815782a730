import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { ObjectStat } from './object-store.ts';

/** Size and SHA-256 of everything that a stream yields. */
export async function hashStream(stream: Readable): Promise<ObjectStat> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of stream) {
    const bytes = chunk as Buffer;
    sizeBytes += bytes.length;
    hash.update(bytes);
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}
