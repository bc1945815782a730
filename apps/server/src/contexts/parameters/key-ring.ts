import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** A secret value as it is kept. */
export interface SealedValue {
  readonly keyId: string;
  readonly nonce: Buffer;
  /** The ciphertext with its tag at the end. */
  readonly sealed: Buffer;
}

/** What a secret belongs to: a value that was moved to another parameter or version does not open. */
export interface ValueOwner {
  readonly name: string;
  readonly version: number;
}

/** The keys that secret values are encrypted with. */
export interface KeyRing {
  readonly path: string;
  /** Of all keys; the first encrypts. */
  readonly keyIds: readonly string[];
  /** Keys that are lost for good, as the file says: what they encrypted is to be forgotten. */
  readonly lostIds: readonly string[];
  seal(value: string, owner: ValueOwner): SealedValue;
  /** Null without the key. @throws Error when what is kept was changed or belongs to another parameter or version. */
  open(kept: SealedValue, owner: ValueOwner): string | null;
}

/** NIST SP 800-38D: 96 bits of nonce, the tag whole. */
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

export function makeKeyText(): string {
  return randomBytes(KEY_BYTES).toString('base64url');
}

/**
 * Reads a key file: a key a line, base64url. The first encrypts, all decrypt, so a new key is put in front of the old.
 * `lost <id>` gives up a key that nobody has any more.
 * @throws Error that names file and line of what is no key, and a file without one.
 */
export function readKeyRing(text: string, path: string): KeyRing {
  const keys = new Map<string, Buffer>();
  const lostIds: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const lost = /^lost ([0-9a-f]{16})$/.exec(line.trim())?.[1];
    if (lost === undefined) {
      const key = readKey(line.trim(), `Line ${index + 1} of ${path}`);
      keys.set(createHash('sha256').update(key).digest('hex').slice(0, 16), key);
    } else lostIds.push(lost);
  }
  const keyIds = [...keys.keys()];
  const [current] = keyIds;
  if (current === undefined) throw new Error(`The file ${path} has no key: delete it to have one made.`);
  return {
    path,
    keyIds,
    lostIds,
    seal(value, owner) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, keys.get(current)!, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(nameOwner(owner));
      const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return { keyId: current, nonce, sealed };
    },
    open({ keyId, nonce, sealed }, owner) {
      const key = keys.get(keyId);
      if (key === undefined) return null;
      const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(nameOwner(owner));
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
      const opened = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
      return Buffer.concat([opened, decipher.final()]).toString('utf8');
    },
  };
}

function readKey(line: string, place: string): Buffer {
  const key = Buffer.from(line, 'base64url');
  if (key.length === KEY_BYTES && key.toString('base64url') === line) return key;
  throw new Error(`${place} is no key of 32 bytes in base64url: put the file back from a backup.`);
}

function nameOwner({ name, version }: ValueOwner): Buffer {
  return Buffer.from(JSON.stringify(['rustine parameter', name, version]), 'utf8');
}
