import { CodedError } from '@rustine/contract';
import { z } from 'zod';

/** Opaque to clients: the sort key of the last item of a page. Paging by it misses and repeats nothing that stays. */
export function writeCursor(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** @throws CodedError VALIDATION_FAILED for a text that `writeCursor` did not make. */
export function readCursor(cursor: string | undefined, length: number): string[] | undefined {
  if (cursor === undefined) return undefined;
  const key = z.array(z.string()).length(length).safeParse(jsonOf(Buffer.from(cursor, 'base64url').toString()));
  if (key.success) return key.data;
  const details = [{ place: 'query.cursor', message: 'not a cursor of this list' }];
  throw new CodedError('VALIDATION_FAILED', 'The cursor is not one that this list gave out.', { details });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
