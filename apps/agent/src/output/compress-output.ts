import { open, rename } from 'node:fs/promises';
import { createReadStream, createWriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Writes a file's gzip beside it, whole and on disk when it answers its path. The same content gives the same bytes. */
export async function compressOutput(path: string): Promise<string> {
  const target = `${path}.gz`;
  const part = `${target}.part`;
  await pipeline(createReadStream(path), createGzip(), createWriteStream(part, { mode: 0o600, flush: true }));
  await rename(part, target);
  await syncFolder(dirname(path));
  return target;
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder; NTFS journals the rename itself.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
