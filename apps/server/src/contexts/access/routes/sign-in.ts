import { CodedError } from '@rustine/contract';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Db } from '../../../db/connect.ts';
import { SESSION_COOKIE } from '../../../http/require-person.ts';
import { renderSignInPage } from '../../../http/sign-in-page.ts';
import { wantsPage } from '../../../http/wants-page.ts';
import { newSecret, sha256Of } from '../secret.ts';
import { addSession } from '../sql/add-session.ts';
import { useSignInLink } from '../sql/use-sign-in-link.ts';

const SESSION_SECONDS = 12 * 3600;
const ATTEMPTS_PER_MINUTE_MAX = 20;

const Query = z.object({ token: z.string().min(1).max(200) });

/**
 * `GET /sign-in?token=…` opens a session and leads to the console. It answers GET because a person clicks it, and no
 * HEAD, so that a program that only looks at a link does not use it up.
 */
export function registerSignIn(app: FastifyInstance, options: { db: Db; secureCookie: boolean }): void {
  const { db, secureCookie } = options;
  app.get(
    '/sign-in',
    {
      exposeHeadRoute: false,
      schema: { hide: true, querystring: Query },
      config: { rateLimit: { max: ATTEMPTS_PER_MINUTE_MAX, timeWindow: '1 minute' } },
    },
    async (request, reply) => {
      const accessTokenId = await useSignInLink(db, sha256Of((request.query as z.output<typeof Query>).token));
      if (accessTokenId === undefined && wantsPage(request)) {
        const page = { acceptLanguage: request.headers['accept-language'], styleNonce: reply.cspNonce.style };
        return reply
          .status(401)
          .type('text/html; charset=utf-8')
          .header('cache-control', 'no-store')
          .send(renderSignInPage({ ...page, linkInvalid: true }));
      }
      if (accessTokenId === undefined) {
        throw new CodedError(
          'SIGN_IN_LINK_INVALID',
          'The link was used before or has expired: npx rustine sign-in makes a new one.',
        );
      }
      const secret = newSecret('rst_session');
      await addSession(db, { secretSha256: sha256Of(secret), accessTokenId, validSeconds: SESSION_SECONDS });
      return reply
        .setCookie(SESSION_COOKIE, secret, {
          path: '/',
          httpOnly: true,
          sameSite: 'lax',
          secure: secureCookie,
          maxAge: SESSION_SECONDS,
        })
        .header('cache-control', 'no-store')
        .redirect('/', 303);
    },
  );
}
