import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** Nobody answered, or the connection was lost before the answer was whole: what was asked may have been done. */
export class UnreachableError extends Error {}

export class RefusedError extends Error {
  readonly status: number;

  constructor(status: number, body: string) {
    super(`HTTP ${status}: ${body.slice(0, 300)}`);
    this.status = status;
  }
}

/** The way to the server that many agents share. */
export interface Wire {
  /** GET without a body, else POST. @throws UnreachableError, RefusedError */
  call(url: string, asked: { readonly token?: string; readonly body?: unknown }): Promise<unknown>;
  /** Waits for one of the places in which links may be opened at the same time; give it back by calling the result. */
  openingPlace(): Promise<() => void>;
  close(): void;
}

const REQUEST_MS_MAX = 60_000;
/** A server's queue of connections that it has not accepted yet is 511 long. */
const OPENING_MAX = 100;

/** @param sockets How many requests are under way at the same time; kept open between requests. */
export function openWire({ sockets = 64 }: { sockets?: number } = {}): Wire {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  let places = OPENING_MAX;
  const waiting: (() => void)[] = [];
  const giveBack = (): void => {
    const next = waiting.shift();
    if (next === undefined) places += 1;
    else next();
  };
  return {
    call: (url, asked) => call(agent, url, asked),
    async openingPlace() {
      if (places > 0) places -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return giveBack;
    },
    close: () => agent.destroy(),
  };
}

async function call(
  agent: Agent,
  url: string,
  { token, body }: { readonly token?: string; readonly body?: unknown },
): Promise<unknown> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const { status, answer } = await new Promise<{ status: number; answer: string }>((resolve, reject) => {
    const fail = (error: Error) => reject(new UnreachableError(`${url}: ${error.message}`, { cause: error }));
    const asked = request(url, {
      agent,
      method: payload === undefined ? 'GET' : 'POST',
      timeout: REQUEST_MS_MAX,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(payload !== undefined && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(payload),
        }),
      },
    });
    asked.on('error', fail);
    asked.on('timeout', () => asked.destroy(new Error('no answer in time')));
    asked.on('response', (response) => {
      text(response).then((answer) => resolve({ status: response.statusCode ?? 0, answer }), fail);
    });
    asked.end(payload);
  });
  if (status < 200 || status > 299) throw new RefusedError(status, answer);
  return JSON.parse(answer) as unknown;
}
