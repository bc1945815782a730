import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { COMMAND_TYPE, type CommandClaims, type Ed25519PublicJwk } from '@rustine/contract';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { z } from 'zod';

/** The key that signs commands. Its private half stays inside. */
export interface SigningKey {
  readonly kid: string;
  readonly publicJwk: Ed25519PublicJwk;
  /** Compact JWS (RFC 7515), `alg` EdDSA, `typ` COMMAND_TYPE. */
  sign(claims: CommandClaims): Promise<string>;
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
  const jwk = (await readKey(path)) ?? (await makeKey(path));
  const kid = await calculateJwkThumbprint({ kty: jwk.kty, crv: jwk.crv, x: jwk.x });
  const key = await importJWK({ ...jwk, alg: 'EdDSA' });
  return {
    kid,
    publicJwk: { kty: jwk.kty, crv: jwk.crv, x: jwk.x, kid },
    sign: (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', typ: COMMAND_TYPE, kid }).sign(key),
  };
}

async function readKey(path: string): Promise<PrivateJwk | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
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

async function makeKey(path: string): Promise<PrivateJwk> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeSynced(draft, `${JSON.stringify(PrivateJwk.parse(await exportJWK(privateKey)))}\n`);
    // A link fails when the name is taken, where a rename would replace the key of a server that was quicker.
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await unlink(draft).catch(() => undefined);
  }
  await syncDirectory(directory);
  const jwk = await readKey(path);
  if (jwk === undefined) throw new Error(`${path} went away right after it was made`);
  return jwk;
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
