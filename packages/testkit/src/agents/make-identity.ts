import { createHash, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import type { Ed25519PublicJwk } from '@rustine/contract';

/** The key of an agent before a server knows it. */
export interface AgentKey {
  readonly privateKey: KeyObject;
  readonly publicJwk: Ed25519PublicJwk;
  /** RFC 7638 thumbprint. */
  readonly kid: string;
}

/** What makes an agent an instance of one server. */
export interface AgentIdentity extends AgentKey {
  readonly instanceId: string;
  readonly serverId: string;
  /** Those that may sign commands, as the enrolment pinned them. */
  readonly commandKeys: readonly Ed25519PublicJwk[];
}

export function makeAgentKey(): AgentKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const publicJwk = { kty: 'OKP', crv: 'Ed25519', x } as const;
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: publicJwk.crv, kty: publicJwk.kty, x }))
    .digest('base64url');
  return { privateKey, publicJwk, kid };
}

/** As the agent's own tokens: one request is all that it is for. */
const TOKEN_SECONDS = 120;

/**
 * A fresh token, claims as the contract's AGENT_TOKEN_SECONDS_MAX has them. Signed in place and not by a library, because
 * a key of the Web Crypto API, times ten thousand, would be most of the memory that the agents take.
 */
export function signToken({ instanceId, serverId, kid, privateKey }: AgentIdentity): string {
  const iat = Math.floor(Date.now() / 1000);
  const claims = { iss: instanceId, sub: instanceId, aud: serverId, iat, exp: iat + TOKEN_SECONDS, jti: randomUUID() };
  const text = `${encode({ alg: 'EdDSA', kid, typ: 'JWT' })}.${encode(claims)}`;
  return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`;
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
