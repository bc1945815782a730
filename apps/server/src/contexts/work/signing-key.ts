import {
  COMMAND_TYPE,
  DOCUMENT_TYPE,
  type CommandClaims,
  type DocumentClaims,
  type Ed25519PublicJwk,
} from '@rustine/contract';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { z } from 'zod';
import { readOrMakeSecret } from '../../secrets/read-or-make-secret.ts';

/** The key that signs commands, and the documents that their steps ask for. Its private half stays inside. */
export interface SigningKey {
  readonly kid: string;
  readonly publicJwk: Ed25519PublicJwk;
  /** Compact JWS (RFC 7515), `alg` EdDSA, `typ` COMMAND_TYPE. */
  sign(claims: CommandClaims): Promise<string>;
  /** The same with `typ` DOCUMENT_TYPE. */
  signDocument(claims: DocumentClaims): Promise<string>;
}

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const PrivateJwk = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: coordinate, d: coordinate });
type PrivateJwk = z.infer<typeof PrivateJwk>;

/**
 * Loads the key at `path`, making it when there is none. Of several servers that start at once on one directory all end
 * up with the same key, and a kill at any point leaves a whole key or none.
 * @throws Error naming the path when the file is there but no Ed25519 key: it is never overwritten, because every
 * enrolled agent trusts the key that it held.
 */
export async function loadSigningKey(path: string): Promise<SigningKey> {
  const jwk = parseKey(path, await readOrMakeSecret(path, makeKey));
  const kid = await calculateJwkThumbprint({ kty: jwk.kty, crv: jwk.crv, x: jwk.x });
  const key = await importJWK({ ...jwk, alg: 'EdDSA' });
  const signAs = (typ: string, claims: CommandClaims | DocumentClaims) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', typ, kid }).sign(key);
  return {
    kid,
    publicJwk: { kty: jwk.kty, crv: jwk.crv, x: jwk.x, kid },
    sign: (claims) => signAs(COMMAND_TYPE, claims),
    signDocument: (claims) => signAs(DOCUMENT_TYPE, claims),
  };
}

function parseKey(path: string, text: string): PrivateJwk {
  const jwk = PrivateJwk.safeParse(jsonOf(text));
  if (jwk.success) return jwk.data;
  throw new Error(`${path} holds no Ed25519 private key as a JWK: put the right file back from a backup`);
}

/** Undefined when the text is no JSON; an error would quote the key. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function makeKey(): Promise<string> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return JSON.stringify(PrivateJwk.parse(await exportJWK(privateKey)));
}
