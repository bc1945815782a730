import { AGENT_TOKEN_SECONDS_MAX } from '@rustine/contract';
import { decodeProtectedHeader, errors, importJWK, jwtVerify } from 'jose';
import type { Db } from '../../db/connect.ts';
import { findInstanceByThumbprint } from './sql/find-instance-by-key.ts';

/** An agent's clock may be this far from ours, in seconds. */
const CLOCK_SKEW_SECONDS = 60;

function thumbprintOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    return undefined;
  }
}

/** The instance whose key signed this token for this server a short while ago, or null. */
export async function authenticateAgent(db: Db, serverId: string, token: string): Promise<string | null> {
  const thumbprint = thumbprintOf(token);
  if (thumbprint === undefined) return null;
  const instance = await findInstanceByThumbprint(db, thumbprint);
  if (instance === undefined) return null;
  const { kty, crv, x } = instance.public_key;
  try {
    const { payload } = await jwtVerify(token, await importJWK({ kty, crv, x }, 'EdDSA'), {
      algorithms: ['EdDSA'],
      issuer: instance.id,
      subject: instance.id,
      audience: serverId,
      requiredClaims: ['exp', 'iat'],
      maxTokenAge: AGENT_TOKEN_SECONDS_MAX,
      clockTolerance: CLOCK_SKEW_SECONDS,
    });
    // Its age is bounded above; its life too, so that a token that leaks before its use is worth as little.
    const lifeSeconds = (payload.exp ?? Infinity) - (payload.iat ?? 0);
    return lifeSeconds <= AGENT_TOKEN_SECONDS_MAX ? instance.id : null;
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}
