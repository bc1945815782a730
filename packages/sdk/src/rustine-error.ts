import type { Problem } from './generated/index.ts';

/** A problem response; switch on `code`, show `message`. */
export class RustineError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'RustineError';
    this.problem = problem;
  }

  get code(): Problem['code'] {
    return this.problem.code;
  }
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'requestId' in value;
}

interface Result<Data> {
  data?: Data;
  error?: unknown;
}

/**
 * The data of an answer.
 * @throws RustineError when the server answered with a problem, the transport's error when it did not answer.
 */
export async function unwrap<Data>(result: Promise<Result<Data>>): Promise<NonNullable<Data>> {
  const { data, error } = await result;
  if (isProblem(error)) throw new RustineError(error);
  if (error instanceof Error) throw error;
  if (error !== undefined)
    throw new Error(typeof error === 'string' && error !== '' ? error : 'The server gave no usable answer.');
  return data as NonNullable<Data>;
}
