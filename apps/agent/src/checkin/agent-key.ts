import { chmodSync, readFileSync } from 'node:fs';
import { Ed25519PublicJwk } from '@rustine/contract';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import { z } from 'zod';
import { writeDurably } from '../journal/write-durably.ts';

const PrivateJwk = z.object({ ...Ed25519PublicJwk.shape, d: z.string() });

export interface AgentKey {
  readonly privateKey: CryptoKey;
  readonly publicJwk: Ed25519PublicJwk;
  /** RFC 7638 thumbprint; the `kid` of all that the key signs. */
  readonly kid: string;
}

/**
 * Reads the agent's key, or makes it. It is on disk before anybody hears of it, so an enrolment that dies half way is
 * repeated with the same key. The private half is written to this file (mode 0600) and goes nowhere else.
 */
export async function readOrMakeKey(path: string): Promise<AgentKey> {
  return (await readKeyFile(path)) ?? (await makeKey(path));
}

/** Null when there is no key yet. Throws when it cannot be read, or is none. */
export async function readKeyFile(path: string): Promise<AgentKey | null> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  chmodSync(path, 0o600);
  const { kty, crv, x, d } = PrivateJwk.parse(JSON.parse(text));
  const publicJwk = { kty, crv, x };
  return {
    privateKey: await importPrivateKey({ ...publicJwk, d }),
    publicJwk,
    kid: await calculateJwkThumbprint(publicJwk),
  };
}

/** For a key pair, jose answers a CryptoKey; bytes are for symmetric keys. */
async function importPrivateKey(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, 'EdDSA');
  if (key instanceof Uint8Array) throw new Error('the agent key is not an Ed25519 key');
  return key;
}

async function makeKey(path: string): Promise<AgentKey> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  writeDurably(path, `${JSON.stringify(await exportJWK(privateKey))}\n`, 0o600);
  const made = await readKeyFile(path);
  if (!made) throw new Error(`${path} vanished right after it was written`);
  return made;
}
