import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { DOWNLOADS } from '../script/choose-folder.ts';
import { DocumentRefusedError } from './document-refused-error.ts';

/** Far above what a document may have; a larger file is not even read. */
const BYTES_MAX = 1024 * 1024;

/** The text of a document that an earlier step downloaded, or that is on the machine. Throws DocumentRefusedError. */
export function readLocalDocument(path: string, invocationFolder: string): string {
  const full = isAbsolute(path) ? path : join(invocationFolder, DOWNLOADS, path);
  const found = statSync(full, { throwIfNoEntry: false });
  if (found === undefined) throw new DocumentRefusedError(`there is no document ${full}`);
  if (!found.isFile()) throw new DocumentRefusedError(`${full} is not a file`);
  if (found.size > BYTES_MAX)
    throw new DocumentRefusedError(`${full} has ${found.size} bytes, too many for a document`);
  return readFileSync(full, 'utf8');
}
