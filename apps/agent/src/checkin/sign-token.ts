import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { AgentKey } from './agent-key.ts';
import type { ServerClock } from './server-clock.ts';

/** Well below AGENT_TOKEN_SECONDS_MAX: one request is all that a token is for. */
const TOKEN_SECONDS = 120;

export type SignToken = () => Promise<string>;

/** Makes a fresh token for each request; claims as the contract's AGENT_TOKEN_SECONDS_MAX has them. */
export function tokenSigner(
  key: AgentKey,
  { instanceId, serverId, clock }: { instanceId: string; serverId: string; clock: ServerClock },
): SignToken {
  return async () => {
    const iat = Math.floor(clock.now() / 1000);
    return await new SignJWT({})
      .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: 'JWT' })
      .setIssuer(instanceId)
      .setSubject(instanceId)
      .setAudience(serverId)
      .setIssuedAt(iat)
      .setExpirationTime(iat + TOKEN_SECONDS)
      .setJti(randomUUID())
      .sign(key.privateKey);
  };
}
