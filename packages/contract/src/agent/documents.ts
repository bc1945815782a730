import { z } from 'zod';
import { InstanceId, InvocationId } from '../ids.ts';

/** JWS `typ` header of a document that a step asked for; it cannot be passed off as a command, nor a command as it. */
export const DOCUMENT_TYPE = 'rustine-document+jwt';

const name = z.string().min(1).max(128);
/** `$LATEST`, `$DEFAULT` or a number; null is `$DEFAULT`. */
const version = z.string().max(20).nullable();

/** An invocation that is under way asks for a registered document that one of its steps names. */
export const DocumentRequest = z.object({ invocationId: InvocationId, name, version });
export type DocumentRequest = z.infer<typeof DocumentRequest>;

/** Compact JWS over DocumentClaims. */
export const DocumentResponse = z.object({ jws: z.string() });
export type DocumentResponse = z.infer<typeof DocumentResponse>;

/**
 * Claims of a signed document: `alg` EdDSA, `typ` DOCUMENT_TYPE; `iss` the server id, `aud` the instance, `jti` the
 * invocation that asked, `asked` what it asked for. All that one work request asks under one name and version is the
 * same document, whenever it asks. The agent keeps the JWS: `exp` (seconds) bounds its delivery, not its use.
 */
export const DocumentClaims = z.object({
  iss: z.string(),
  aud: InstanceId,
  jti: InvocationId,
  iat: z.int(),
  exp: z.int(),
  asked: z.object({ name, version }),
  document: z.object({
    name: z.string(),
    version: z.int(),
    /** SHA-256 (hex) of `content`'s UTF-8 bytes. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    content: z.string(),
  }),
});
export type DocumentClaims = z.infer<typeof DocumentClaims>;
