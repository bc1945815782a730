import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { StepContext } from '../step-plugin.ts';

/** The folder, below a document's own, that relative destinations of aws:downloadContent are in. */
export const DOWNLOADS = 'downloads';

/** A relative or empty folder means the download folder, if an earlier step made it; else the step's own. */
export function chooseFolder(
  given: string,
  { invocationFolder, stepFolder }: Pick<StepContext, 'invocationFolder' | 'stepFolder'>,
): string {
  if (isAbsolute(given)) return given;
  const downloads = join(invocationFolder, DOWNLOADS, given);
  return isFolder(downloads) ? downloads : stepFolder;
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
