import { CodedError } from '@rustine/contract';

const KEY_CHARACTERS_MAX = 500;
/** A whitelist: what it does not name (NUL, backslash, percent, colon, spaces) has a meaning to some file system or URL. */
const segmentShape = /^[A-Za-z0-9._=+@-]{1,200}$/;

/**
 * Refuses an object key that could leave the store or mean two things: absolute, empty segments, `.` and `..`, and any
 * character outside the whitelist. Throws VALIDATION_FAILED.
 */
export function checkKey(key: string): void {
  const refuse = (reason: string): never => {
    throw new CodedError('VALIDATION_FAILED', `object key refused: ${reason}`, {
      details: [{ place: 'key', message: reason }],
    });
  };
  if (key.length === 0 || key.length > KEY_CHARACTERS_MAX) refuse(`it must have 1 to ${KEY_CHARACTERS_MAX} characters`);
  for (const segment of key.split('/')) {
    if (segment === '') refuse('it has an empty segment');
    // A leading dot is refused whole: `.` and `..` walk the tree, and dot files are the store's own.
    if (segment.startsWith('.')) refuse('a segment begins with a dot');
    if (!segmentShape.test(segment)) refuse('a segment is too long or has a character outside A-Z a-z 0-9 . _ = + @ -');
  }
}
