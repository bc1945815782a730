import { DownloadError } from './download-error.ts';

/**
 * The parts of a path inside of what is downloaded, which others have written. Throws DownloadError for one that could
 * lead out of the folder that it is for, here or on another system.
 */
export function splitMember(path: string): string[] {
  const parts = path.split('/');
  const isBad = (part: string) => part === '' || part === '.' || part === '..' || /[\\\0]|^[A-Za-z]:/.test(part);
  if (parts.some(isBad)) throw new DownloadError(`the name ${JSON.stringify(path)} could lead out of its folder`);
  return parts;
}

/** A name for a file of which only a part of an address is known. */
export function toFileName(text: string): string {
  try {
    return splitMember(text).length === 1 ? text : 'download';
  } catch {
    return 'download';
  }
}
