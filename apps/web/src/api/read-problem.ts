import { RustineError } from '@rustine/sdk';

export interface ShownProblem {
  /** Null when the server did not answer at all. */
  code: RustineError['code'] | null;
  /** Empty where the details say it all. */
  message: string;
  requestId: string | null;
  details: readonly { place: string; message: string }[];
}

/** What a person needs of an error: the words, and the id to look for in the server's log. */
export function readProblem(error: unknown): ShownProblem {
  if (error instanceof RustineError) {
    const { code, message, requestId, details } = error.problem;
    // Of what the API's schema refuses, the server's sentence is the list of the details once more.
    const listed = details.map((detail) => `${detail.place}: ${detail.message}`).join('; ');
    return { code, message: message === listed ? '' : message, requestId, details };
  }
  return { code: null, message: error instanceof Error ? error.message : String(error), requestId: null, details: [] };
}

export function isUnauthenticated(error: unknown): boolean {
  return error instanceof RustineError && error.code === 'UNAUTHENTICATED';
}

export function isNotFound(error: unknown): boolean {
  return error instanceof RustineError && (error.code === 'NOT_FOUND' || error.code === 'VALIDATION_FAILED');
}
