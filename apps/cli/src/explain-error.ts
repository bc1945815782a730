import { RustineError, type Problem } from '@rustine/sdk';
import { CliError } from './cli-error.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';

export interface Explanation {
  readonly message: string;
  readonly exitCode: ExitCode;
}

/** What to tell the person: one plain sentence with the code and the remedy, and the exit code that goes with it. */
export function explainError(error: unknown, serverUrl: string | null): Explanation {
  if (error instanceof CliError) return { message: error.message, exitCode: error.exitCode };
  if (error instanceof RustineError) return explainProblem(error.problem);
  const reason = transportReason(error);
  if (reason !== null) {
    const where = serverUrl === null ? 'the server' : `the server at ${serverUrl}`;
    return {
      message: `Cannot reach ${where} (${reason}): start it with "npm start" or "npx rustine server", or set RUSTINE_URL.`,
      exitCode: exitCodes.NO_ACCESS,
    };
  }
  return { message: error instanceof Error ? error.message : String(error), exitCode: exitCodes.FAILED };
}

function explainProblem(problem: Problem): Explanation {
  const places = problem.details
    .filter(({ message }) => !problem.message.includes(message))
    .map(({ place, message }) => `\n  ${place}: ${message}`)
    .join('');
  const said = `${problem.message.replace(/\.$/, '')} (${problem.code})`;
  switch (problem.code) {
    case 'UNAUTHENTICATED':
    case 'SIGN_IN_LINK_INVALID':
    case 'ENROLLMENT_TOKEN_INVALID':
      return {
        message: `${said}: set RUSTINE_TOKEN, or RUSTINE_DATA_DIR to the data directory of this very server.`,
        exitCode: exitCodes.NO_ACCESS,
      };
    case 'FORBIDDEN':
    case 'GRANT_EXPIRED':
    case 'GRANT_INVALID':
      return { message: said, exitCode: exitCodes.NO_ACCESS };
    case 'NOT_FOUND':
      return { message: `${said}${listOf(problem)}`, exitCode: exitCodes.NOT_FOUND };
    case 'VALIDATION_FAILED':
      return { message: wrongId(problem) ?? wrongEverywhere(problem) ?? `${said}${places}`, exitCode: exitCodes.USAGE };
    case 'MALFORMED_REQUEST':
      return { message: `${said}${places}`, exitCode: exitCodes.USAGE };
    case 'RATE_LIMITED':
    case 'UNAVAILABLE':
      return { message: `${said}: try again in a moment.`, exitCode: exitCodes.FAILED };
    case 'INTERNAL':
      return {
        message: `${said}: the server's log has the reason under request ${problem.requestId}.`,
        exitCode: exitCodes.FAILED,
      };
    case 'CONFLICT':
    case 'OBJECT_MISMATCH':
    case 'DOCUMENT_INVALID':
    case 'POWER_FAILED':
    case 'PAYLOAD_TOO_LARGE':
    case 'UNSUPPORTED_MEDIA_TYPE':
      return { message: `${said}${places}`, exitCode: exitCodes.FAILED };
    default:
      return { message: `${said satisfies string}${places}`, exitCode: exitCodes.FAILED };
  }
}

/** Ids that a person gives as they are, and where they stand. */
const idWords: Readonly<Record<string, string>> = {
  wr: 'a work request, as wr-…: "rustine work-request list" shows them',
  inv: 'an invocation, as inv-…: "rustine work-request show" shows those of a work request',
  exe: 'an execution, as exe-…: "rustine job history JOB -o csv" shows those of a job',
  rpt: 'a report, as rpt-…: "rustine report list" shows them',
};

/** What to say of an id that is none, or one of another kind; null when something else is wrong. */
function wrongId({ details: [detail, ...others] }: Problem): string | null {
  if (detail === undefined || others.length > 0 || !detail.place.startsWith('params.')) return null;
  const words = idWords[/^not an id of the form ([a-z]+)-<uuid>$/.exec(detail.message)?.[1] ?? ''];
  return words === undefined ? null : `That is no id of ${words}.`;
}

/**
 * What to say of what is called the same everywhere: options of lists, which have the API's names, and the name of a thing.
 * Null when something else is wrong.
 */
function wrongEverywhere({ details }: Problem): string | null {
  const lines = details.map(({ place, message }) => {
    if (place === 'body.name' || place === 'body.displayName') return `the name: ${message}.`;
    const name = /^querystring\.([a-z]+)$/.exec(place)?.[1];
    return name === undefined ? null : `--${name}: ${message}.`;
  });
  return lines.length === 0 || lines.includes(null) ? null : lines.join('\n');
}

/** A document is named and not looked up before, so that a misspelt one is told here where the right ones stand. */
function listOf({ message }: Problem): string {
  return message.startsWith('There is no document ') ? ': "rustine document list" shows those there are.' : '';
}

/** Why no answer came, or null when the error is not one of the network's. */
export function transportReason(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error.name === 'TimeoutError') return 'no answer in time';
  const cause = error.cause;
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
  if (code !== null && /^(E[A-Z]+|UND_ERR_[A-Z_]+|[A-Z_]*CERT[A-Z_]*)$/.test(code)) return code;
  return error instanceof TypeError && error.message === 'fetch failed' ? 'no connection' : null;
}
