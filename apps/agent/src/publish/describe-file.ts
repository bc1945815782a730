import { createHash } from 'node:crypto';
import { createReadStream, lstatSync } from 'node:fs';

export interface FileSum {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Size and SHA-256 of a plain file, streamed; null when there is none. A link is none: it could lead anywhere. */
export async function describeFile(path: string): Promise<FileSum | null> {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return null;
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(bytes);
    sizeBytes += bytes.length;
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}
