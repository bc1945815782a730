import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describeFileFault } from '../../process/describe-file-fault.ts';
import { DownloadError } from './download-error.ts';
import type { Budget } from './spend-budget.ts';

/** Writes a stream to a new file, in bounded memory; on disk when it returns. Throws DownloadError. */
export async function saveStream(
  stream: Readable,
  path: string,
  { budget, signal }: { readonly budget: Budget; readonly signal: AbortSignal },
): Promise<void> {
  budget.spendFile();
  const meter = new Transform({
    transform(bytes: Buffer, _encoding, done) {
      try {
        budget.spendBytes(bytes.length);
        done(null, bytes);
      } catch (error) {
        done(error as Error);
      }
    },
  });
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await pipeline(stream, meter, createWriteStream(path, { flags: 'wx', mode: 0o700, flush: true }), { signal });
  } catch (error) {
    if (signal.aborted || error instanceof DownloadError) throw error;
    const isOfDisk =
      'syscall' in (error as Error) &&
      ['open', 'write', 'mkdir', 'fsync'].includes(String((error as NodeJS.ErrnoException).syscall));
    const reason = isOfDisk ? describeFileFault(error, path) : `the transfer broke off: ${(error as Error).message}`;
    throw new DownloadError(reason, { cause: error });
  }
}
