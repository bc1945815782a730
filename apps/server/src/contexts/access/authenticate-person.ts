import type { Db } from '../../db/connect.ts';
import type { Principal } from '../../http/principal.ts';
import type { Credentials } from '../../http/require-person.ts';
import { sha256Of } from './secret.ts';
import { findAccessToken } from './sql/find-access-token.ts';
import { findSession } from './sql/find-session.ts';

/** A bearer token counts before a cookie: a program that sends both means the token. */
export async function authenticatePerson(db: Db, credentials: Credentials): Promise<Principal | null> {
  if (credentials.bearer !== undefined) {
    const token = await findAccessToken(db, sha256Of(credentials.bearer));
    return token === undefined
      ? null
      : { accessTokenId: token.id, name: token.name, role: token.role, method: 'TOKEN' };
  }
  if (credentials.session !== undefined) {
    const sessionSha256 = sha256Of(credentials.session);
    const token = await findSession(db, sessionSha256);
    if (token === undefined) return null;
    return { accessTokenId: token.id, name: token.name, role: token.role, method: 'COOKIE', sessionSha256 };
  }
  return null;
}
