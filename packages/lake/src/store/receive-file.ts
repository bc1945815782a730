import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { CodedError } from '@rustine/contract';
import type { ObjectStat } from './object-store.ts';

/**
 * Streams a body into a new file while hashing it and fsyncs it. The file is gone again when anything fails, so a
 * caller renames either a whole file or nothing. Stops reading at the first byte past `sizeBytesMax`
 * (PAYLOAD_TOO_LARGE); a body that breaks off is OBJECT_MISMATCH. System errors are passed on.
 */
export async function receiveFile(path: string, body: Readable, sizeBytesMax: number): Promise<ObjectStat> {
  const file = await open(path, 'wx', 0o640);
  try {
    const hash = createHash('sha256');
    let sizeBytes = 0;
    for await (const chunk of readChunks(body)) {
      sizeBytes += chunk.length;
      if (sizeBytes > sizeBytesMax) {
        throw new CodedError('PAYLOAD_TOO_LARGE', `more than the ${sizeBytesMax} bytes that were granted came`);
      }
      hash.update(chunk);
      await writeAll(file, chunk);
    }
    await file.sync();
    await file.close();
    return { sizeBytes, sha256: hash.digest('hex') };
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(path, { force: true });
    throw error;
  }
}

async function* readChunks(body: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) yield typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
  } catch (error) {
    throw new CodedError('OBJECT_MISMATCH', 'the upload broke off before its end', { cause: error });
  }
}

async function writeAll(file: Awaited<ReturnType<typeof open>>, chunk: Buffer): Promise<void> {
  let written = 0;
  while (written < chunk.length) written += (await file.write(chunk, written)).bytesWritten;
}
