import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMAND_TYPE, Ed25519PublicJwk, type CommandClaims } from '@rustine/contract';
import { importJWK, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSigningKey } from './signing-key.ts';

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rustine-key-'));
  path = join(directory, 'keys', 'command-signing.jwk');
});
afterEach(() => rm(directory, { recursive: true }));

describe('loadSigningKey', () => {
  it('makes a key that only its owner may read and finds it again', async () => {
    const made = await loadSigningKey(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(directory, 'keys'))).mode & 0o777).toBe(0o700);
    expect((await loadSigningKey(path)).publicJwk).toEqual(made.publicJwk);
    expect(Ed25519PublicJwk.parse(made.publicJwk)).toEqual(made.publicJwk);
  });

  it('gives all of many servers that start at once the same key and leaves no draft behind', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => loadSigningKey(path)));
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
    expect(await readdir(join(directory, 'keys'))).toEqual(['command-signing.jwk']);
  });

  it.each(['', '{', '{"kty":"OKP","crv":"Ed25519","x":"short","d":"short"}'])(
    'refuses a file that holds no key (%j), naming the path, and keeps it',
    async (content) => {
      const broken = join(directory, 'broken.jwk');
      await writeFile(broken, content);
      await expect(loadSigningKey(broken)).rejects.toThrow(broken);
      expect((await stat(broken)).size).toBe(content.length);
    },
  );

  it('signs what its public half verifies, as a command', async () => {
    const key = await loadSigningKey(path);
    const jws = await key.sign({ iss: 'srv', aud: 'mi', jti: 'inv' } as CommandClaims);
    const publicKey = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: key.publicJwk.x, alg: 'EdDSA' });
    const { payload, protectedHeader } = await jwtVerify(jws, publicKey, {
      issuer: 'srv',
      audience: 'mi',
      typ: COMMAND_TYPE,
    });
    expect(protectedHeader).toEqual({ alg: 'EdDSA', typ: COMMAND_TYPE, kid: key.kid });
    expect(payload.jti).toBe('inv');
  });
});
