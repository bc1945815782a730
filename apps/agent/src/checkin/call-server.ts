import { Problem, type ErrorCode } from '@rustine/contract';
import type { z } from 'zod';
import type { Reachability } from './reachability.ts';
import type { ServerClock } from './server-clock.ts';
import type { SignToken } from './sign-token.ts';

/** The server could not be reached, or what answered was not it: try again later. */
export class ServerUnreachableError extends Error {}

/** The server answered that it will not. `code` is null when the answer was no Problem (a proxy's page, say). */
export class ServerRefusedError extends Error {
  readonly status: number;
  readonly code: ErrorCode | null;

  constructor(message: string, { status, code }: { status: number; code: ErrorCode | null }) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** Whether the same request can succeed later without anybody changing it. */
  get passing(): boolean {
    return (
      this.status >= 500 || this.status === 429 || this.status === 408 || this.status === 401 || this.code === null
    );
  }
}

const REQUEST_MS_MAX = 60_000;

export interface CallOptions<T extends z.ZodType> {
  readonly body?: unknown;
  readonly answer: T;
  readonly signal: AbortSignal;
}

/** Calls one route of the agent's API. Throws ServerUnreachableError or ServerRefusedError. */
export type CallServer = <T extends z.ZodType>(path: string, options: CallOptions<T>) => Promise<z.infer<T>>;

export interface CallerNeeds {
  /** Null before there is an identity. */
  readonly signToken: SignToken | null;
  readonly clock: ServerClock;
  readonly reachability: Reachability;
}

export function serverCaller(serverUrl: string, { signToken, clock, reachability }: CallerNeeds): CallServer {
  return async (path, { body, answer, signal }) => {
    const response = await request(`${serverUrl}/api/v1/agent/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(signToken ? { authorization: `Bearer ${await signToken()}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS_MAX)]),
    }).catch((error: unknown) => {
      if (!signal.aborted) reachability.noteAway();
      throw error;
    });
    if (!response.ok) throw await toRefusal(response, clock);
    reachability.noteUp();
    const parsed = answer.safeParse(await readJson(response));
    if (!parsed.success)
      throw new ServerUnreachableError(`${path}: the answer does not follow the protocol: ${parsed.error.message}`);
    return parsed.data;
  };
}

export async function request(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, redirect: 'error' });
  } catch (error) {
    const cause = (error as Error).cause as Error | undefined;
    throw new ServerUnreachableError(
      `cannot reach ${new URL(url).origin}: ${cause?.message || (error as Error).message}`,
      { cause: error },
    );
  }
}

/** Turns an answer that is no success into an error, and takes the server's time from it when it did not like our token's. */
export async function toRefusal(response: Response, clock: ServerClock): Promise<ServerRefusedError> {
  const date = response.headers.get('date');
  if (response.status === 401 && date) clock.observe(date);
  const problem = Problem.safeParse(await readJson(response));
  if (problem.success) {
    const details = problem.data.details.map((detail) => `${detail.place}: ${detail.message}`).join('; ');
    const message = `${problem.data.code}: ${problem.data.message}${details && ` (${details})`}`;
    return new ServerRefusedError(message, { status: response.status, code: problem.data.code });
  }
  return new ServerRefusedError(`HTTP ${response.status} without a problem document`, {
    status: response.status,
    code: null,
  });
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}
