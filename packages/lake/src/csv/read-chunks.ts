import { open } from 'node:fs/promises';

const CHUNK_BYTES = 256 * 1024;

/**
 * Chunks of a file through one buffer: a chunk is valid until the next is asked for. Bounded memory, and no allocation
 * per file as a stream would make, which counts when a batch has a thousand small reports.
 */
export async function* readChunks(path: string, buffer: Buffer = Buffer.allocUnsafe(CHUNK_BYTES)): AsyncGenerator<Buffer> {
  const file = await open(path, 'r');
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      // A short read of a regular file is its end nearly always; the next read proves it.
    }
  } finally {
    await file.close();
  }
}
