import type { FastifyInstance } from 'fastify';
import type { Db } from '../../db/connect.ts';
import type { HandlersOf } from '../../http/operation.ts';
import type { Authenticate } from '../../http/require-person.ts';
import { authenticatePerson } from './authenticate-person.ts';
import { ensureAdminToken } from './ensure-admin-token.ts';
import { registerSignIn } from './routes/sign-in.ts';
import { newSecret, sha256Of } from './secret.ts';
import { addSignInLink } from './sql/add-sign-in-link.ts';
import { deleteExpired } from './sql/delete-expired.ts';
import { deleteSession } from './sql/delete-session.ts';

export { newSecret, sha256Of } from './secret.ts';

const SIGN_IN_LINK_SECONDS = 3600;

export interface AccessDeps {
  readonly db: Db;
  /** Where a person's browser reaches this server; known once it listens. */
  readonly publicUrl: () => string;
}

export interface Access {
  readonly authenticate: Authenticate;
  readonly handlers: HandlersOf<'getSession' | 'endSession' | 'createSignInLink'>;
  readonly publicRoutes: (app: FastifyInstance, options: { secureCookie: boolean }) => void;
  /** Makes the administrator's token of this data directory if it is not there. */
  readonly ensureAdminToken: (path: string) => Promise<void>;
  readonly deleteExpired: () => Promise<void>;
}

/** Who may come in: access tokens, sign-in links, sessions. */
export function createAccess({ db, publicUrl }: AccessDeps): Access {
  return {
    authenticate: (credentials) => authenticatePerson(db, credentials),
    ensureAdminToken: (path) => ensureAdminToken(db, path),
    deleteExpired: () => deleteExpired(db),
    publicRoutes: (app, { secureCookie }) => registerSignIn(app, { db, secureCookie }),
    handlers: {
      getSession: async ({ principal }) => ({ name: principal.name, role: principal.role, method: principal.method }),
      endSession: async ({ principal }) => {
        if (principal.sessionSha256 !== undefined) await deleteSession(db, principal.sessionSha256);
      },
      createSignInLink: async ({ principal }) => {
        const secret = newSecret('rst_link');
        const expiresAt = await addSignInLink(db, {
          secretSha256: sha256Of(secret),
          accessTokenId: principal.accessTokenId,
          validSeconds: SIGN_IN_LINK_SECONDS,
        });
        return { url: `${publicUrl()}/sign-in?token=${secret}`, expiresAt: expiresAt.toISOString() };
      },
    },
  };
}
