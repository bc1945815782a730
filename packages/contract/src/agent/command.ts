import { z } from 'zod';
import { InstanceId, InvocationId, WorkRequestId } from '../ids.ts';

/** JWS `typ` header of a command; another signed thing cannot be passed off as one. */
export const COMMAND_TYPE = 'rustine-command+jwt';

/**
 * Claims of a command: a compact JWS (RFC 7515) with `alg` EdDSA and `typ` COMMAND_TYPE. Standard claims: `iss` the
 * server id, `aud` the instance id, `jti` the invocation id, `iat` and `exp` in seconds. The agent runs it only when
 * signature, type, issuer, audience, expiry and document hash all hold and this `jti` was never accepted before.
 */
export const CommandClaims = z.object({
  iss: z.string(),
  aud: InstanceId,
  jti: InvocationId,
  iat: z.int(),
  exp: z.int(),
  workRequestId: WorkRequestId,
  document: z.object({
    name: z.string(),
    version: z.int(),
    /** SHA-256 (hex) of `content`'s UTF-8 bytes. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    /** The SSM document, JSON text, byte for byte as it was registered. */
    content: z.string(),
  }),
  /** Parameters as given, SSM wire format: each value a list of strings, also for a String. */
  parameters: z.record(z.string(), z.array(z.string())),
  /** The agent ends the whole invocation after this many seconds of running. */
  timeoutSeconds: z.int().min(5).max(172_800),
  /**
   * Seconds; from then on its first step may not begin, because its maintenance window lets nothing start any more, or a
   * freeze has begun. What
   * had begun before goes on, also over a reboot. A command that holds to no window, and that no freeze
   * comes upon, has none.
   */
  startUntil: z.int().optional(),
  /**
   * Seconds; what is at work then is to be canceled, because its maintenance window closes. The agent does so by itself, also
   * while no server is there to ask for it. A command that is let finish has none.
   */
  cancelAt: z.int().optional(),
  /** The instance is one of several of which only some may be down: it reboots for this command with a lease alone. */
  rebootLease: z.boolean().optional(),
});
export type CommandClaims = z.infer<typeof CommandClaims>;

/** What waits for an agent: commands that it has not acknowledged, and invocations that it must cancel. */
export const AgentInbox = z.object({
  commands: z.array(z.object({ invocationId: InvocationId, jws: z.string() })),
  cancel: z.array(InvocationId),
});
export type AgentInbox = z.infer<typeof AgentInbox>;

/** Why an agent refused a command. */
export const refusalCodes = [
  'SIGNATURE_INVALID',
  'WRONG_AUDIENCE',
  'WRONG_ISSUER',
  'EXPIRED',
  'REPLAYED',
  'DOCUMENT_HASH_MISMATCH',
  'MALFORMED',
  /** Accepted or not, its first step had not begun when its window closed to new starts. */
  'WINDOW_CLOSED',
] as const;
export const RefusalCode = z.enum(refusalCodes);
export type RefusalCode = z.infer<typeof RefusalCode>;
