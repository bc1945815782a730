import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import { CodedError } from '@rustine/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { credentialsOf, type Authenticate } from './require-person.ts';
import { renderSignInPage } from './sign-in-page.ts';

/** Stands in index.html wherever the page needs this response's nonce (docs/adr/0007). */
const NONCE_MARK = '__CSP_NONCE__';

function filesOf(directory: string): Set<string> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return new Set(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );
}

function wantsPage(request: FastifyRequest): boolean {
  return request.headers.accept?.includes('text/html') === true;
}

function sendHtml(reply: FastifyReply, status: number, html: string): FastifyReply {
  return reply.status(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html);
}

export interface ConsoleOptions {
  /** Folder of the built console, or null when it is not built. */
  readonly directory: string | null;
  readonly authenticate: Authenticate;
}

/** The console for those who are signed in; a page that says how to sign in for the others. */
export async function registerConsole(app: FastifyInstance, options: ConsoleOptions): Promise<void> {
  const { directory, authenticate } = options;
  const files = directory === null ? new Set<string>() : filesOf(directory);
  const index = directory === null ? null : readFileSync(join(directory, 'index.html'), 'utf8');
  if (directory !== null) await app.register(fastifyStatic, { root: directory, serve: false });

  app.get('/*', { schema: { hide: true } }, async (request, reply) => {
    const principal = await authenticate(credentialsOf(request));
    if (principal === null) {
      if (!wantsPage(request)) throw new CodedError('UNAUTHENTICATED', 'Sign in with a link from `rustine sign-in`.');
      return sendHtml(reply, 401, renderSignInPage(request.headers['accept-language'], reply.cspNonce.style));
    }
    const path = (request.params as { '*': string })['*'];
    if (path !== 'index.html' && files.has(path)) {
      const hashed = path.startsWith('assets/');
      return reply.sendFile(path, { immutable: hashed, maxAge: hashed ? '365d' : 0, cacheControl: true });
    }
    if (!wantsPage(request) || path.startsWith('api/')) {
      throw new CodedError('NOT_FOUND', 'There is nothing here.');
    }
    if (index === null) {
      throw new CodedError('UNAVAILABLE', 'The console is not built yet: run `npm run build:console`, then start the server again.');
    }
    return sendHtml(reply, 200, index.replaceAll(NONCE_MARK, reply.cspNonce.style));
  });
}
