import { z } from 'zod';

/**
 * The one registry of error codes. A code never changes its meaning and is never used again once retired;
 * clients switch on the code, people read the message.
 */
export const errorCodes = {
  VALIDATION_FAILED: 400,
  MALFORMED_REQUEST: 400,
  UNAUTHENTICATED: 401,
  SIGN_IN_LINK_INVALID: 401,
  ENROLLMENT_TOKEN_INVALID: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  GRANT_EXPIRED: 403,
  GRANT_INVALID: 403,
  OBJECT_MISMATCH: 422,
  DOCUMENT_INVALID: 422,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  POWER_FAILED: 422,
  UNAVAILABLE: 503,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof errorCodes;
export const ErrorCode = z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]);

/** A fault in the input: where it stands (`body.parameters.Foo`, `line 3, column 7`) and what to do about it. */
export const ProblemDetail = z.object({ place: z.string(), message: z.string() });
export type ProblemDetail = z.infer<typeof ProblemDetail>;

/** Problem response (RFC 9457, `application/problem+json`) with our stable `code`. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: ErrorCode,
    message: z.string(),
    details: z.array(ProblemDetail),
    requestId: z.string(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

/** An error that has a code; the HTTP edge turns it into a Problem, the CLI into a sentence. */
export class CodedError extends Error {
  readonly code: ErrorCode;
  readonly details: readonly ProblemDetail[];

  constructor(code: ErrorCode, message: string, options: { details?: readonly ProblemDetail[]; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'CodedError';
    this.code = code;
    this.details = options.details ?? [];
  }
}
