import type { UploadRecord } from '../journal/upload-records.ts';
import type { FileSum } from './describe-file.ts';

/** One object stands under a report's key, so what is published stays. */
export const WRITTEN_AGAIN =
  'it was published while the document ran, and a later step wrote another one; a run publishes a report once';

/** Whether a step has written a report of a kind that was published already, and it is not the same one. */
export function isWrittenAgain(known: Pick<UploadRecord, 'state' | 'sha256'>, found: FileSum): boolean {
  return known.state === 'VERIFIED' && known.sha256 !== found.sha256;
}
