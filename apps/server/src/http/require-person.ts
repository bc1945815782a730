import { CodedError } from '@rustine/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Principal } from './principal.ts';

export const SESSION_COOKIE = 'rustine_session';

/** What a request carries to say who sent it. */
export interface Credentials {
  readonly bearer: string | undefined;
  readonly session: string | undefined;
}

export type Authenticate = (credentials: Credentials) => Promise<Principal | null>;

export function credentialsOf(request: FastifyRequest): Credentials {
  const header = request.headers.authorization;
  return {
    bearer: header?.startsWith('Bearer ') === true ? header.slice('Bearer '.length) : undefined,
    session: request.cookies[SESSION_COOKIE],
  };
}

/**
 * A browser attaches the session cookie by itself, so a change asked for by a page of another site is refused.
 * Fetch Metadata (W3C): `Sec-Fetch-Site` is set by the browser and cannot be forged by a page.
 */
function comesFromAnotherSite(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** Every route of `app` from here on answers people (and programs) with a valid token or session, and nobody else. */
export function requirePerson(app: FastifyInstance, authenticate: Authenticate): void {
  app.decorateRequest('principal', null);
  app.addHook('onRequest', async (request) => {
    const principal = await authenticate(credentialsOf(request));
    if (principal === null) {
      throw new CodedError(
        'UNAUTHENTICATED',
        'Send a valid access token, or sign in with a link from `rustine sign-in`.',
      );
    }
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    if (principal.method === 'COOKIE' && changes && comesFromAnotherSite(request)) {
      throw new CodedError('FORBIDDEN', 'A page of another site may not change anything here.');
    }
    request.setDecorator('principal', principal);
  });
}
