import { CodedError } from '@rustine/contract';

const causes: Record<string, string> = {
  ENOSPC: 'no space is left on the device that holds the object store',
  EDQUOT: 'the disk quota of the object store is used up',
  EROFS: 'the file system of the object store is read-only',
  EACCES: 'the server may not write to the object store',
  EIO: 'the device that holds the object store reports an input/output error',
};

/** Turns a system error into UNAVAILABLE with a sentence that names the cause; anything else is passed on as it is. */
export function nameStoreFault(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const cause = causes[code];
  return cause === undefined ? error : new CodedError('UNAVAILABLE', cause, { cause: error });
}
