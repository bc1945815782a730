import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { CodedError } from '@rustine/contract';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { credentialsOf, type Authenticate } from './require-person.ts';
import { renderSignInPage } from './sign-in-page.ts';
import { wantsPage } from './wants-page.ts';

/** Stands in index.html wherever the page needs this response's nonce (docs/adr/0007). */
const NONCE_MARK = '__CSP_NONCE__';

/** Pages of the console have no dot in their last segment, files have. */
const namesFile = /\.[a-z0-9]+$/i;

function sendHtml(reply: FastifyReply, status: number, html: string): FastifyReply {
  return reply.status(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html);
}

async function readIndex(directory: string): Promise<string> {
  try {
    return await readFile(join(directory, 'index.html'), 'utf8');
  } catch (cause) {
    throw new CodedError('UNAVAILABLE', 'The console is not built yet: run `npm run build:console`.', { cause });
  }
}

export interface ConsoleOptions {
  /** Folder of the built console; it is read at each request, so a new build needs no restart. */
  readonly directory: string;
  readonly authenticate: Authenticate;
}

/** The console for those who are signed in; a page that says how to sign in for the others. */
export async function registerConsole(app: FastifyInstance, options: ConsoleOptions): Promise<void> {
  const { directory, authenticate } = options;
  await app.register(fastifyStatic, { root: directory, serve: false });

  app.get('/*', { schema: { hide: true } }, async (request, reply) => {
    const principal = await authenticate(credentialsOf(request));
    if (principal === null) {
      if (!wantsPage(request)) throw new CodedError('UNAUTHENTICATED', 'Sign in with a link from `rustine sign-in`.');
      const page = { acceptLanguage: request.headers['accept-language'], styleNonce: reply.cspNonce.style };
      return sendHtml(reply, 401, renderSignInPage(page));
    }
    const path = (request.params as { '*': string })['*'];
    if (namesFile.test(path) && path !== 'index.html') {
      // Files below assets/ carry the hash of their content in their name.
      const hashed = path.startsWith('assets/');
      return reply.sendFile(path, { immutable: hashed, maxAge: hashed ? '365d' : 0, cacheControl: true });
    }
    if (!wantsPage(request) || path.startsWith('api/')) throw new CodedError('NOT_FOUND', 'There is nothing here.');
    const index = await readIndex(directory);
    return sendHtml(reply, 200, index.replaceAll(NONCE_MARK, reply.cspNonce.style));
  });
}
