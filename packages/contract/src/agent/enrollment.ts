import { z } from 'zod';
import { InstanceId } from '../ids.ts';
import { OsFamily } from '../states.ts';
import { AutomaticUpdates } from './automatic-updates.ts';

/** An Ed25519 public key as a JWK (RFC 8037). The private half never leaves the instance. */
export const Ed25519PublicJwk = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  kid: z.string().max(64).optional(),
});
export type Ed25519PublicJwk = z.infer<typeof Ed25519PublicJwk>;

/** What an agent tells of its machine; sent again only when it changed. */
export const InstanceFacts = z.object({
  hostname: z.string().min(1).max(253),
  osFamily: OsFamily,
  /** As a person names it, "Debian GNU/Linux 12 (bookworm)". */
  osName: z.string().min(1).max(200),
  osVersion: z.string().max(100),
  kernelVersion: z.string().max(200),
  architecture: z.string().max(50),
  agentVersion: z.string().max(50),
  /** Not told at enrolment, nor by an agent that cannot hold them. */
  automaticUpdates: AutomaticUpdates.optional(),
});
export type InstanceFacts = z.infer<typeof InstanceFacts>;

export const EnrollRequest = z.object({
  /** The one-time token; a repeat with the same key answers as the first time did. */
  token: z.string().min(1).max(200),
  publicKey: Ed25519PublicJwk,
  facts: InstanceFacts,
});
export type EnrollRequest = z.infer<typeof EnrollRequest>;

export const EnrollResponse = z.object({
  instanceId: InstanceId,
  /** Audience of the tokens that the agent signs, and issuer of the commands that it accepts. */
  serverId: z.string(),
  /** Public keys that may sign commands. Pinned by the agent at enrolment. */
  commandKeys: z.array(Ed25519PublicJwk).min(1),
});
export type EnrollResponse = z.infer<typeof EnrollResponse>;

/**
 * Claims of the token that an agent signs for each request: `alg` EdDSA, `kid` the RFC 7638 thumbprint of its key,
 * `iss` and `sub` its instance id, `aud` the server id, `exp` at most AGENT_TOKEN_SECONDS_MAX after `iat`.
 */
export const AGENT_TOKEN_SECONDS_MAX = 300;
