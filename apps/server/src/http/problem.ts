import { CodedError, errorCodes, type ErrorCode, type Problem, type ProblemDetail } from '@rustine/contract';
import type { FastifyBaseLogger, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { RequestValidationError } from 'fastify-zod-openapi';
import { isConnectionError } from '../db/errors.ts';

const titles: Record<ErrorCode, string> = {
  VALIDATION_FAILED: 'The request is not valid',
  MALFORMED_REQUEST: 'The request could not be read',
  UNAUTHENTICATED: 'Who are you?',
  SIGN_IN_LINK_INVALID: 'This sign-in link no longer works',
  ENROLLMENT_TOKEN_INVALID: 'This enrolment token does not work',
  FORBIDDEN: 'Not allowed',
  NOT_FOUND: 'Not found',
  CONFLICT: 'Not possible in this state',
  GRANT_EXPIRED: 'The upload grant has expired',
  GRANT_INVALID: 'The upload grant does not allow this',
  OBJECT_MISMATCH: 'What came is not what was announced',
  DOCUMENT_INVALID: 'The document is not valid',
  PAYLOAD_TOO_LARGE: 'Too large',
  UNSUPPORTED_MEDIA_TYPE: 'This media type is not understood here',
  RATE_LIMITED: 'Too many attempts',
  INTERNAL: 'Something went wrong on the server',
  POWER_FAILED: 'The machine could not be switched',
  UNAVAILABLE: 'Not available right now',
};

interface Fault {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: readonly ProblemDetail[];
}

const codesByStatus: Record<number, ErrorCode> = {
  400: 'MALFORMED_REQUEST',
  401: 'UNAUTHENTICATED',
  404: 'NOT_FOUND',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
  503: 'UNAVAILABLE',
};

function detailsOf(error: FastifyError): ProblemDetail[] {
  return (error.validation ?? []).map((entry) => ({
    place: `${error.validationContext ?? 'request'}${(entry instanceof RequestValidationError ? entry.instancePath : entry.instancePath).replaceAll('/', '.')}`,
    message: entry.message ?? 'not valid',
  }));
}

/** What a client may know of an error. Our own faults say nothing but the request id that finds them in the log. */
export function faultOf(error: unknown): Fault {
  if (error instanceof CodedError) return { code: error.code, message: error.message, details: error.details };
  const known = error as FastifyError;
  if (known.validation) {
    const details = detailsOf(known);
    const message = details.map((detail) => `${detail.place}: ${detail.message}`).join('; ');
    return { code: 'VALIDATION_FAILED', message, details };
  }
  if (isConnectionError(error)) {
    return { code: 'UNAVAILABLE', message: 'The database cannot be reached; try again in a moment.', details: [] };
  }
  const status = typeof known.statusCode === 'number' ? known.statusCode : 500;
  const code = status < 500 || status === 503 ? (codesByStatus[status] ?? 'MALFORMED_REQUEST') : 'INTERNAL';
  const message = code === 'INTERNAL' ? 'The server failed to answer; its log has the details.' : known.message;
  return { code, message, details: [] };
}

/** Problem body (RFC 9457) of a fault. */
export function problemOf(fault: Fault, requestId: string): Problem {
  return {
    type: `about:blank#${fault.code}`,
    title: titles[fault.code],
    status: errorCodes[fault.code],
    code: fault.code,
    message: fault.message,
    details: [...fault.details],
    requestId,
  };
}

function log(logger: FastifyBaseLogger, error: unknown, fault: Fault): void {
  if (errorCodes[fault.code] >= 500) logger.error({ err: error, code: fault.code }, 'request failed');
  else logger.info({ code: fault.code, reason: fault.message }, 'request refused');
}

export async function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const fault = faultOf(error);
  log(request.log, error, fault);
  const problem = problemOf(fault, request.id);
  return reply.status(problem.status).type('application/problem+json').serializer(JSON.stringify).send(problem);
}
