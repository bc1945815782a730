import { CodedError } from '@rustine/contract';

const causes: readonly (readonly [RegExp, string])[] = [
  [/no space left on device|disk quota exceeded/i, 'no space is left on the device that holds the lake'],
  [/^out of memory error|failed to allocate/i, 'the memory limit of the lake engine is too low for this batch'],
  [/read-only file system/i, 'the file system of the lake is read-only'],
  [/^io error/i, 'the lake could not read or write a file'],
];

/**
 * Tells a fault of the machine, which is UNAVAILABLE and says nothing about any report, from one of the data, which is
 * null. DuckDB gives its errors no codes, only a first word and the system's own sentence.
 */
export function nameEngineFault(error: unknown): CodedError | null {
  if (error instanceof CodedError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const cause = causes.find(([shape]) => shape.test(message));
  return cause === undefined ? null : new CodedError('UNAVAILABLE', cause[1], { cause: error });
}
