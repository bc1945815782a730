import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { DownloadError } from '../download-error.ts';

const REDIRECTS_MAX = 10;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export interface StreamRequest {
  readonly url: URL;
  /** For one address; asked anew at each redirect, so that what is meant for one host does not reach another. */
  readonly headersFor: (url: URL) => Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;
  readonly idleMs: number;
  readonly signal: AbortSignal;
}

/**
 * Asks for an address and answers the head of the response, its body still to be read; redirects are followed, but never
 * from https to http. Throws DownloadError when nothing answers.
 */
export async function openStream(request: StreamRequest): Promise<IncomingMessage> {
  let { url } = request;
  for (let count = 0; count <= REDIRECTS_MAX; count += 1) {
    const response = await ask(url, request);
    const { location } = response.headers;
    if (!REDIRECTS.has(response.statusCode ?? 0) || location === undefined) return response;
    response.destroy();
    const next = URL.parse(location, url.href);
    if (next === null || !/^https?:$/.test(next.protocol)) {
      throw new DownloadError(`${url.host} redirects to an address that cannot be fetched`);
    }
    if (url.protocol === 'https:' && next.protocol === 'http:') {
      throw new DownloadError(`${url.host} redirects to http://${next.host}, which is not protected`);
    }
    url = next;
  }
  throw new DownloadError(`${request.url.host} redirects more than ${REDIRECTS_MAX} times`);
}

async function ask(url: URL, { headersFor, idleMs, signal }: StreamRequest): Promise<IncomingMessage> {
  // The bytes are kept as the server has them: a compressed file stays one.
  const headers = { 'accept-encoding': 'identity', 'user-agent': 'rustine-agent', ...(await headersFor(url)) };
  return await new Promise<IncomingMessage>((resolve, reject) => {
    const make = url.protocol === 'https:' ? requestHttps : requestHttp;
    const plain = new URL(url);
    plain.username = '';
    plain.password = '';
    const asked = make(plain, { headers, signal, timeout: idleMs });
    asked.on('timeout', () => asked.destroy(new Error(`nothing came for ${idleMs / 1000} seconds`)));
    asked.once('response', resolve);
    asked.once('error', (error) => {
      if (signal.aborted) reject(signal.reason as Error);
      else
        reject(
          new DownloadError(
            `${url.host} cannot be reached: ${error.message || String((error as NodeJS.ErrnoException).code)}`,
            { cause: error },
          ),
        );
    });
    asked.end();
  });
}

const PROBLEM_BYTES_MAX = 500;

/** Throws DownloadError with the start of what the server says, unless the answer is a good one. */
export async function requireGood(response: IncomingMessage, what: string): Promise<void> {
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return;
  let text = '';
  for await (const bytes of response) {
    text += String(bytes);
    if (text.length > PROBLEM_BYTES_MAX) break;
  }
  const said = text
    .slice(0, PROBLEM_BYTES_MAX)
    .replaceAll(/<[^>]*>|\s+/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim();
  throw new DownloadError(
    `${what}: the server answered ${status} ${response.statusMessage ?? ''}${said && `: ${said}`}`,
  );
}
