import { ROOT_COMPARTMENT_ID, type EnrollRequest } from '@rustine/contract';
import { createTestDatabase, type TestDatabase } from '@rustine/testkit';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticateAgent } from './authenticate-agent.ts';
import { newId } from '../../ids.ts';
import { makeCompartment } from './change-compartments.ts';
import { makeGroup } from './change-groups.ts';
import { removeInstance } from './change-instances.ts';
import { createEnrollmentToken } from './create-enrollment-token.ts';
import { enroll } from './enroll.ts';
import { noNeighbours } from './testing/no-neighbours.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

const serverId = 'rustine-test';

interface AgentKey {
  readonly publicKey: EnrollRequest['publicKey'];
  readonly privateKey: CryptoKey;
  readonly thumbprint: string;
}

async function newKey(): Promise<AgentKey> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const { x } = await exportJWK(publicKey);
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: x! } as const;
  return { publicKey: jwk, privateKey, thumbprint: await calculateJwkThumbprint(jwk) };
}

async function newToken(validSeconds = 60): Promise<string> {
  const made = await createEnrollmentToken(database.db, { validSeconds }, { actor: 'admin', requestId: 'r' });
  return made.token;
}

function requestWith(token: string, key: AgentKey): EnrollRequest {
  return {
    token,
    publicKey: key.publicKey,
    facts: {
      hostname: 'web-1',
      osFamily: 'LINUX',
      osName: 'Debian GNU/Linux 12 (bookworm)',
      osVersion: '12',
      kernelVersion: '6.1.0',
      architecture: 'x86_64',
      agentVersion: '0.1.0',
    },
  };
}

const refused = expect.objectContaining({ code: 'ENROLLMENT_TOKEN_INVALID' });

describe('enrolment', () => {
  it('makes an instance in the compartment of its token', async () => {
    const id = await enroll(database.db, requestWith(await newToken(), await newKey()), 'r');
    const { rows } = await sql`select compartment_id, hostname from managed_instances where id = ${id}`.execute(
      database.db,
    );
    expect(rows).toEqual([{ compartment_id: ROOT_COMPARTMENT_ID, hostname: 'web-1' }]);
  });

  it('answers the same key the same way again, since the first answer may have been lost', async () => {
    const request = requestWith(await newToken(), await newKey());
    const id = await enroll(database.db, request, 'r');
    expect(await enroll(database.db, request, 'r')).toBe(id);
  });

  it('lets one of many agents in that come at once with one token', async () => {
    const token = await newToken();
    const keys = await Promise.all(Array.from({ length: 6 }, newKey));
    const answers = await Promise.allSettled(keys.map((key) => enroll(database.db, requestWith(token, key), 'r')));
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 'rejected').map((answer) => answer.reason)).toEqual(
      Array(5).fill(refused),
    );
  });

  it('refuses an unknown token and an expired one with the same words', async () => {
    await expect(enroll(database.db, requestWith('rst_enroll_unknown', await newKey()), 'r')).rejects.toEqual(refused);
    const token = await newToken();
    await sql`update enrollment_tokens set expires_at = now() - interval '1 second' where used_at is null`.execute(
      database.db,
    );
    await expect(enroll(database.db, requestWith(token, await newKey()), 'r')).rejects.toEqual(refused);
  });

  it('finds the instance of a key that enrols again with a fresh token', async () => {
    const key = await newKey();
    const id = await enroll(database.db, requestWith(await newToken(), key), 'r');
    expect(await enroll(database.db, requestWith(await newToken(), key), 'r')).toBe(id);
  });

  it('gives the instance the compartment, the labels and the group of its token', async () => {
    const { db } = database;
    const asker = { actor: 'admin', requestId: 'r' };
    const compartmentId = await makeCompartment(db, { name: 'shop' }, asker);
    const groupId = await makeGroup(db, { name: 'web' }, asker);
    const labels = { env: 'prod', role: 'web' };
    const wanted = { compartmentId, labels, groupId, validSeconds: 60 };
    const { token } = await createEnrollmentToken(db, wanted, asker);
    const id = await enroll(db, requestWith(token, await newKey()), 'r');
    const { rows } = await sql`
      select compartment_id, labels, group_id from managed_instances
      join managed_instance_group_members on instance_id = id where id = ${id}`.execute(db);
    expect(rows).toEqual([{ compartment_id: compartmentId, labels, group_id: groupId }]);
  });

  it('cannot be promised to a place or a group that is not there, nor to a group with a rule', async () => {
    const { db } = database;
    const asker = { actor: 'admin', requestId: 'r' };
    const ask = (wanted: object) => createEnrollmentToken(db, { validSeconds: 60, ...wanted }, asker);
    await expect(ask({ compartmentId: newId('compartment') })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(ask({ groupId: newId('group') })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const groupId = await makeGroup(db, { name: 'ruled', rule: { osFamily: 'LINUX' } }, asker);
    await expect(ask({ groupId })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('rule'),
    });
  });

  it('of a removed instance is over: its old token opens nothing, a fresh one makes another instance', async () => {
    const { db } = database;
    const key = await newKey();
    const old = await newToken();
    const id = await enroll(db, requestWith(old, key), 'r');
    await removeInstance({ db, needs: noNeighbours }, id, { actor: 'admin', requestId: 'r' });
    await expect(enroll(db, requestWith(old, key), 'r')).rejects.toEqual(refused);
    expect(await enroll(db, requestWith(await newToken(), key), 'r')).not.toBe(id);
  });

  it('is written down with who allowed it and which key came', async () => {
    const key = await newKey();
    const id = await enroll(database.db, requestWith(await newToken(), key), 'req-1');
    const { rows } = await sql<{ details: unknown; request_id: string }>`
      select details, request_id from audit_events where target = ${id}
    `.execute(database.db);
    expect(rows).toEqual([{ details: { hostname: 'web-1', thumbprint: key.thumbprint }, request_id: 'req-1' }]);
  });
});

describe("an agent's token", () => {
  let key: AgentKey;
  let instanceId: string;

  beforeAll(async () => {
    key = await newKey();
    instanceId = await enroll(database.db, requestWith(await newToken(), key), 'r');
  });

  interface Claims {
    readonly signer?: AgentKey;
    readonly kid?: string;
    readonly issuer?: string;
    readonly audience?: string;
    readonly issuedAt?: number;
    readonly seconds?: number;
  }

  async function sign(claims: Claims = {}): Promise<string> {
    const issuer = claims.issuer ?? instanceId;
    const issuedAt = claims.issuedAt ?? Math.floor(Date.now() / 1000);
    return new SignJWT()
      .setProtectedHeader({ alg: 'EdDSA', kid: claims.kid ?? key.thumbprint })
      .setIssuer(issuer)
      .setSubject(issuer)
      .setAudience(claims.audience ?? serverId)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + (claims.seconds ?? 60))
      .sign((claims.signer ?? key).privateKey);
  }

  it('opens the routes of its own instance', async () => {
    expect(await authenticateAgent(database.db, serverId, await sign())).toBe(instanceId);
  });

  it('is refused when another key signed it, for another server, in another name, or too long ago', async () => {
    const now = Math.floor(Date.now() / 1000);
    const forgeries = [
      await sign({ signer: await newKey() }),
      await sign({ audience: 'another-server' }),
      await sign({ issuer: 'mi-00000000-0000-7000-8000-000000000000' }),
      await sign({ issuedAt: now - 3600 }),
      await sign({ issuedAt: now - 3600, seconds: 7200 }),
      await sign({ seconds: 301 }),
      await sign({ kid: 'unknown' }),
      'not a token',
      '',
    ];
    for (const forgery of forgeries) expect(await authenticateAgent(database.db, serverId, forgery)).toBeNull();
  });

  it('is refused once the instance was removed', async () => {
    const own = await newKey();
    const id = await enroll(database.db, requestWith(await newToken(), own), 'r');
    const token = await sign({ signer: own, kid: own.thumbprint, issuer: id });
    expect(await authenticateAgent(database.db, serverId, token)).toBe(id);
    await removeInstance({ db: database.db, needs: noNeighbours }, id, { actor: 'admin', requestId: 'r' });
    expect(await authenticateAgent(database.db, serverId, token)).toBeNull();
  });

  it('is refused when it carries no signature at all', async () => {
    const [, payload] = (await sign()).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'none', kid: key.thumbprint })).toString('base64url');
    expect(await authenticateAgent(database.db, serverId, `${header}.${payload}.`)).toBeNull();
  });
});
