import { createHash, randomBytes } from 'node:crypto';

/** What a secret opens; it stands in front of the secret, so that a leaked one is recognised by people and by scanners. */
export type SecretKind = 'rst_token' | 'rst_session' | 'rst_link' | 'rst_enroll';

/** A new secret of 256 random bits. */
export function newSecret(kind: SecretKind): string {
  return `${kind}_${randomBytes(32).toString('base64url')}`;
}

/** What is kept of a secret. Nothing can be guessed from 256 random bits, so a fast hash is enough. */
export function sha256Of(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
