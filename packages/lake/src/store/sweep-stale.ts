import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ignoreMissing } from './make-safe-directory.ts';

/**
 * Removes what a killed process left in a directory of temporary files. Only entries that nobody wrote to for
 * `olderThanMs`: another server on the same directory may be receiving into one at this moment.
 */
export async function sweepStale(directory: string, now: Date, olderThanMs: number): Promise<number> {
  let removed = 0;
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const entry = await stat(path).catch(ignoreMissing);
    if (entry === null || now.getTime() - entry.mtimeMs < olderThanMs) continue;
    await rm(path, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}
