import { createHash } from 'node:crypto';
import type { Ed25519PublicJwk } from '@rustine/contract';
import { compactVerify, decodeProtectedHeader, importJWK } from 'jose';

/** What a command's envelope says, once its signature was looked at. */
export type OpenedCommand =
  | { readonly signature: 'unreadable' }
  | { readonly signature: 'invalid' }
  | { readonly signature: 'valid'; readonly type: string | undefined; readonly payload: unknown };

/** Checks the signature with the pinned keys, and with nothing that the command itself brings along. */
export async function openCommand(jws: string, pinnedKeys: readonly Ed25519PublicJwk[]): Promise<OpenedCommand> {
  try {
    decodeProtectedHeader(jws);
  } catch {
    return { signature: 'unreadable' };
  }
  for (const { kty, crv, x } of pinnedKeys) {
    try {
      const key = await importJWK({ kty, crv, x }, 'EdDSA');
      const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: ['EdDSA'] });
      return { signature: 'valid', type: protectedHeader.typ, payload: parseJson(payload) };
    } catch {
      continue;
    }
  }
  return { signature: 'invalid' };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

/** SHA-256 (hex) of a text's UTF-8 bytes. */
export function hashText(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
