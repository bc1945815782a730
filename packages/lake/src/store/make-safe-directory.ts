import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@rustine/contract';
import { syncDirectory } from './sync-directory.ts';

/**
 * Makes the directories of `segments` below `root`, each entry fsynced, and refuses to walk through a symbolic link:
 * a link below the root would let a key reach outside it. Returns the path of the last. Throws VALIDATION_FAILED.
 */
export async function makeSafeDirectory(root: string, segments: readonly string[]): Promise<string> {
  let path = root;
  for (const segment of segments) {
    const parent = path;
    path = join(parent, segment);
    try {
      await mkdir(path, { mode: 0o750 });
      await syncDirectory(parent);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    if (!(await lstat(path)).isDirectory()) refuseLink();
  }
  return path;
}

/** Whether every directory of `segments` exists and none is a link; false when one is missing. Throws VALIDATION_FAILED. */
export async function isSafeDirectory(root: string, segments: readonly string[]): Promise<boolean> {
  let path = root;
  for (const segment of segments) {
    path = join(path, segment);
    const stat = await lstat(path).catch(ignoreMissing);
    if (stat === null) return false;
    if (!stat.isDirectory()) refuseLink();
  }
  return true;
}

/** For `catch`: null when there is no such file, a refused key when O_NOFOLLOW met a link, the error itself otherwise. */
export function ignoreMissing(error: unknown): null {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return null;
  if (code === 'ELOOP') refuseLink();
  throw error;
}

function refuseLink(): never {
  throw new CodedError('VALIDATION_FAILED', 'object key refused: a part of its path is not a directory of the store', {
    details: [{ place: 'key', message: 'a part of its path is a link or a file' }],
  });
}
