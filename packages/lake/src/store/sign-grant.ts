import { createHmac, timingSafeEqual } from 'node:crypto';
import type { GrantTerms } from './object-store.ts';

/** Version of what is signed, so that a later form cannot be read as this one. */
const FORM = 'rustine-upload-v1';

/** HMAC-SHA-256 over everything that a grant permits, base64url. Newlines cannot occur in any part. */
export function signGrant(signingKey: Uint8Array, terms: GrantTerms): string {
  const { key, sizeBytes, sha256, expiresAt } = terms;
  const signed = [FORM, 'PUT', key, String(sizeBytes), sha256, String(expiresAt.getTime())].join('\n');
  return createHmac('sha256', signingKey).update(signed, 'utf8').digest('base64url');
}

/** Compares in constant time, so that a guess learns nothing from how long the refusal took. */
export function isGrantSignature(signingKey: Uint8Array, terms: GrantTerms, signature: string): boolean {
  const expected = Buffer.from(signGrant(signingKey, terms), 'utf8');
  const given = Buffer.from(signature, 'utf8');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
