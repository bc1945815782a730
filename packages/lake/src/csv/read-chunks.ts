import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

const CHUNK_BYTES = 256 * 1024;

/**
 * Chunks of a local file through one buffer: a chunk is valid until the next is asked for. Reads are synchronous, since
 * the four trips to the thread pool that a small file would take cost more than all else done with it; the event loop
 * gets its turn after each chunk, which is at most a quarter of a megabyte.
 */
export async function* readChunks(
  path: string,
  buffer: Buffer = Buffer.allocUnsafe(CHUNK_BYTES),
): AsyncGenerator<Buffer> {
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const bytesRead = readSync(file, buffer, 0, buffer.length, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      await setImmediate();
    }
  } finally {
    closeSync(file);
  }
}
