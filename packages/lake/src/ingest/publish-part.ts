import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, relative, sep } from 'node:path';
import { ignoreMissing, makeSafeDirectory } from '../store/make-safe-directory.ts';
import { syncDirectory } from '../store/sync-directory.ts';

/**
 * Gives a finished temporary file its name in the lake: bytes to disk, then the name, then the name to disk. A death
 * before the rename leaves no part, one after it the whole part; a part that is there already is replaced.
 */
export async function publishPart(lakeRoot: string, temporary: string, part: string): Promise<void> {
  const file = await open(temporary, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  const folder = relative(lakeRoot, dirname(part)).split(sep);
  await rename(temporary, `${await makeSafeDirectory(lakeRoot, folder)}${sep}${basename(part)}`);
  await syncDirectory(dirname(part));
}

/** Takes back the part of an earlier attempt at a batch whose reports are all quarantined. */
export async function withdrawPart(part: string): Promise<void> {
  await rm(part, { force: true });
  await syncDirectory(dirname(part)).catch(ignoreMissing);
}
