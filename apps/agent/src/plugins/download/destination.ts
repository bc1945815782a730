import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { DOWNLOADS } from '../script/choose-folder.ts';
import { DownloadError } from './download-error.ts';

export interface Destination {
  readonly path: string;
  /** It is there as a folder, or is written as one: a single file keeps its own name in it. */
  readonly isFolder: boolean;
}

/**
 * Absolute, or below the document's download folder. Throws DownloadError when a relative one would leave that folder,
 * by `..` or over a link that a script put there.
 */
export function chooseDestination(given: string, invocationFolder: string): Destination {
  if (given.includes('\0')) throw new DownloadError('destinationPath holds a NUL character');
  const base = join(invocationFolder, DOWNLOADS);
  const path = isAbsolute(given) ? given : `${base}${sep}${given}`;
  if (!isAbsolute(given) && !isInside(invocationFolder, path)) {
    throw new DownloadError(`destinationPath ${given} leads out of the download folder`);
  }
  const isFolder = /[/\\]$/.test(path) || (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
  return { path, isFolder };
}

/** Judged by what is there already: links are followed, what is still to be made is not there. */
function isInside(folder: string, path: string): boolean {
  if (path.split(/[/\\]/).includes('..')) return false;
  let there = path;
  while (!existsSync(there)) there = dirname(there);
  const way = relative(realpathSync(folder), realpathSync(there));
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}
