import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { DebianArchive } from '../../../documents/src/testing/debian-tarball.ts';

/** The archives as a machine without a way out reaches them. */
export interface ServedArchives extends AsyncDisposable {
  /** Lines for sources.list, in the order of the archives. */
  readonly sources: readonly string[];
}

const REQUESTS_MAX = 32;
const ANSWER_MS_MAX = 120_000;
const asked = ['range', 'if-range', 'if-modified-since', 'if-none-match', 'cache-control'] as const;
const answered = ['content-type', 'content-length', 'content-range', 'accept-ranges', 'last-modified', 'etag'] as const;

/** Passes on GET and HEAD of files of these archives, and of nothing else, to who asks at this address. */
export async function serveArchives(
  archives: readonly DebianArchive[],
  { address }: { readonly address: string },
): Promise<ServedArchives> {
  let underWay = 0;
  const server = createServer((request, response) => {
    if (underWay >= REQUESTS_MAX) {
      response.writeHead(503).end();
      return;
    }
    underWay += 1;
    void passOn(archives, request, response)
      .catch(() => (response.headersSent ? response.destroy() : response.writeHead(502).end()))
      .finally(() => (underWay -= 1));
  }).listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    sources: archives.map(({ codename }, index) => `deb http://${address}:${port}/${index}/ ${codename} main`),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function passOn(
  archives: readonly DebianArchive[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const found = /^\/(?<index>\d)\/(?<path>(?:[A-Za-z0-9._+~:%-]+\/)*[A-Za-z0-9._+~:%-]+)$/.exec(request.url ?? '');
  const archive = archives[Number(found?.groups?.['index'])];
  const path = found?.groups?.['path'] ?? '..';
  const method = request.method ?? '';
  if (
    archive === undefined ||
    decodeURIComponent(path).split('/').includes('..') ||
    !['GET', 'HEAD'].includes(method)
  ) {
    return void response.writeHead(404).end();
  }
  const headers = new Headers({ 'accept-encoding': 'identity' });
  for (const name of asked) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const answer = await fetch(`${archive.uri.replace(/\/*$/, '/')}${path}`, {
    method,
    headers,
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  });
  const kept = answered.flatMap((name): [string, string][] => {
    const value = answer.headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  response.writeHead(answer.status, Object.fromEntries(kept));
  await pipeline(chunksOf(answer), response);
}

async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  for (;;) {
    const next = await reader?.read();
    if (next?.value === undefined) return;
    yield next.value;
  }
}
