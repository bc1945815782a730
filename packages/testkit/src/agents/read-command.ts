import { createHash, createPublicKey, verify } from 'node:crypto';
import { COMMAND_TYPE, CommandClaims, type RefusalCode } from '@rustine/contract';
import type { AgentIdentity } from './make-identity.ts';

export type ReadCommand =
  | { readonly kind: 'command'; readonly claims: CommandClaims }
  | { readonly kind: 'refuse'; readonly code: RefusalCode; readonly message: string };

/** How far the clocks of server and instance may differ. */
const CLOCK_SKEW_SECONDS = 60;

/** Reads a signed command and checks what a real agent checks; the signature only when `checkSignature`. */
export function readCommand(
  jws: string,
  {
    invocationId,
    identity,
    checkSignature,
  }: { invocationId: string; identity: AgentIdentity; checkSignature: boolean },
): ReadCommand {
  const [header = '', payload = '', signature = ''] = jws.split('.');
  if (checkSignature && !isSigned(`${header}.${payload}`, signature, identity)) {
    return refuse('SIGNATURE_INVALID', 'no pinned key of the server signed this command');
  }
  const { typ } = parse(header) as { typ?: unknown };
  const parsed = CommandClaims.safeParse(parse(payload));
  if (typ !== COMMAND_TYPE || !parsed.success) return refuse('MALFORMED', 'it is no command of the protocol');
  const claims = parsed.data;
  if (claims.iss !== identity.serverId) return refuse('WRONG_ISSUER', `the command was issued by ${claims.iss}`);
  if (claims.aud !== identity.instanceId) return refuse('WRONG_AUDIENCE', `the command is for ${claims.aud}`);
  if (claims.jti !== invocationId) return refuse('MALFORMED', `the command is for invocation ${claims.jti}`);
  if (claims.exp + CLOCK_SKEW_SECONDS <= Date.now() / 1000) return refuse('EXPIRED', 'the command has expired');
  const sha256 = createHash('sha256').update(claims.document.content, 'utf8').digest('hex');
  if (sha256 !== claims.document.sha256) return refuse('DOCUMENT_HASH_MISMATCH', 'the document is another one');
  return { kind: 'command', claims };
}

function isSigned(text: string, signature: string, { commandKeys }: AgentIdentity): boolean {
  const [bytes, sum] = [Buffer.from(text), Buffer.from(signature, 'base64url')];
  return commandKeys.some(({ kty, crv, x }) =>
    verify(null, bytes, createPublicKey({ key: { kty, crv, x }, format: 'jwk' }), sum),
  );
}

function parse(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) ?? {};
  } catch {
    return {};
  }
}

function refuse(code: RefusalCode, message: string): ReadCommand {
  return { kind: 'refuse', code, message };
}
