import { createHash } from 'node:crypto';
import { DOCUMENT_TYPE, DocumentClaims, type DocumentRequest, type Problem } from '@rustine/contract';
import { compactVerify, importJWK } from 'jose';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDocuments } from '../../documents/index.ts';
import { createTestBed } from '../testing/test-bed.ts';

let bed: Awaited<ReturnType<typeof createTestBed>>;

beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());

const content = (line: string) =>
  JSON.stringify({
    schemaVersion: '2.2',
    mainSteps: [{ name: 'say', action: 'aws:runShellScript', inputs: { runCommand: [line] } }],
  });

async function register(name: string, line: string): Promise<void> {
  const documents = createDocuments({ db: bed.db, clock: bed.clock });
  const input = { body: { name, content: content(line) }, principal: { name: 'ada' }, requestId: 'r' };
  await documents.handlers.registerDocument(input as never);
}

async function setDefault(documentName: string, version: number): Promise<void> {
  const documents = createDocuments({ db: bed.db, clock: bed.clock });
  const input = { params: { documentName }, body: { version }, principal: { name: 'ada' }, requestId: 'r' };
  await documents.handlers.setDefaultDocumentVersion(input as never);
}

async function ask(instanceId: string, body: DocumentRequest): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${bed.url}/documents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${instanceId}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

/** What the agent would read of the answer, with the server's public key alone. */
async function claimsOf(instanceId: string, request: DocumentRequest): Promise<DocumentClaims> {
  const { status, body } = await ask(instanceId, request);
  expect(status, JSON.stringify(body)).toBe(200);
  const { kty, crv, x } = bed.signingKey.publicJwk;
  const { jws } = body as { jws: string };
  const { payload, protectedHeader } = await compactVerify(jws, await importJWK({ kty, crv, x }, 'EdDSA'));
  expect(protectedHeader).toMatchObject({ alg: 'EdDSA', typ: DOCUMENT_TYPE });
  return DocumentClaims.parse(JSON.parse(new TextDecoder().decode(payload)));
}

async function running(count = 1) {
  const started = await bed.startOn(count);
  for (const { instanceId, invocationId } of started.runs) {
    await bed.agent(instanceId).inbox();
    await bed.agent(instanceId).post(
      bed.events(invocationId, [
        { type: 'accepted', bootId: 'b' },
        { type: 'started', steps: [{ name: 'scan', action: 'aws:runDocument' }] },
      ]),
    );
  }
  return started;
}

describe('a document that a step asks for', () => {
  it('is signed for that invocation, with its content and sum', async () => {
    await register('Asked-One', 'echo one');
    const { instanceId, invocationId } = await running();
    const claims = await claimsOf(instanceId, { invocationId, name: 'Asked-One', version: null });
    const text = content('echo one');
    const sha256 = createHash('sha256').update(text).digest('hex');
    expect(claims).toMatchObject({
      iss: bed.serverId,
      aud: instanceId,
      jti: invocationId,
      asked: { name: 'Asked-One', version: null },
      document: { name: 'Asked-One', version: 1, sha256, content: text },
    });
    expect(claims.exp - claims.iat).toBeLessThanOrEqual(600);
  });

  it('is the same version for the whole work request, though another default is chosen meanwhile', async () => {
    await register('Asked-Two', 'echo one');
    await register('Asked-Two', 'echo two');
    const { runs } = await running(2);
    const [first, second] = runs as [(typeof runs)[number], (typeof runs)[number]];
    const versionOf = async (run: { instanceId: string; invocationId: string }, version: string | null) =>
      (await claimsOf(run.instanceId, { invocationId: run.invocationId, name: 'Asked-Two', version })).document.version;
    expect([await versionOf(first, null), await versionOf(first, '$LATEST'), await versionOf(first, '2')]).toEqual([
      1, 2, 2,
    ]);
    await setDefault('Asked-Two', 2);
    await register('Asked-Two', 'echo three');
    expect([await versionOf(first, null), await versionOf(second, '$DEFAULT')]).toEqual([1, 1]);
    expect([await versionOf(second, '$LATEST'), await versionOf(second, '3')]).toEqual([2, 3]);
    const later = await running();
    expect([await versionOf(later, null), await versionOf(later, '$LATEST')]).toEqual([2, 3]);
  });

  it('is one version, however many instances ask for it first', async () => {
    await register('Asked-Race', 'echo one');
    const { runs } = await running(4);
    const claims = await Promise.all(
      runs.map(({ instanceId, invocationId }) =>
        claimsOf(instanceId, { invocationId, name: 'Asked-Race', version: '$LATEST' }),
      ),
    );
    expect(new Set(claims.map(({ document }) => document.version))).toEqual(new Set([1]));
  });

  it('is refused by name when there is none, and a version that is none too', async () => {
    const { instanceId, invocationId } = await running();
    const missing = await ask(instanceId, { invocationId, name: 'No-Such', version: null });
    expect(missing).toMatchObject({ status: 404, body: { message: 'There is no document No-Such.' } });
    const version = await ask(instanceId, { invocationId, name: 'Test-Scan', version: '9' });
    expect(version).toMatchObject({ status: 404, body: { message: 'There is no document Test-Scan version 9.' } });
    const odd = await ask(instanceId, { invocationId, name: 'Test-Scan', version: 'newest' });
    expect(odd).toMatchObject({ status: 400, body: { details: [{ place: 'body.version' }] } });
  });

  it('is given before it is known that the agent has accepted the command', async () => {
    const { instanceId, invocationId } = await bed.startOn();
    await bed.agent(instanceId).inbox();
    const claims = await claimsOf(instanceId, { invocationId, name: 'Test-Scan', version: null });
    expect(claims.document.name).toBe('Test-Scan');
  });

  it("is not given for another instance's invocation, nor for one that has not begun or has ended", async () => {
    const { instanceId, invocationId } = await running();
    const other = await bed.addInstance();
    const codeOf = async (asker: string, invocation: string) =>
      ((await ask(asker, { invocationId: invocation, name: 'Test-Scan', version: null })).body as Problem).code;
    expect(await codeOf(other, invocationId)).toBe('NOT_FOUND');
    const waiting = await bed.startOn();
    expect(await codeOf(waiting.instanceId, waiting.invocationId)).toBe('NOT_FOUND');
    const end = bed.events(
      invocationId,
      [{ type: 'finished', state: 'FAILED', message: 'no', rebootRequired: null }],
      3,
    );
    await bed.agent(instanceId).post(end);
    expect(await codeOf(instanceId, invocationId)).toBe('NOT_FOUND');
  });
});

describe('work whose steps name documents', () => {
  const naming = (documentPath: string) =>
    JSON.stringify({
      schemaVersion: '2.2',
      parameters: { Hook: { type: 'String', default: 'AWS-Noop' } },
      mainSteps: [
        { name: 'hook', action: 'aws:runDocument', inputs: { documentType: 'SSMDocument', documentPath } },
        {
          name: 'windows',
          action: 'aws:runDocument',
          precondition: { StringEquals: ['platformType', 'Windows'] },
          inputs: { documentType: 'SSMDocument', documentPath: 'Windows-Alone' },
        },
      ],
    });
  const start = async (documentName: string, parameters: Record<string, string[]> = {}) =>
    await bed.work.startWork({ documentName, parameters, createdBy: 'ada', instanceIds: [await bed.addInstance()] });
  const add = async (name: string, text: string) => {
    const documents = createDocuments({ db: bed.db, clock: bed.clock });
    await documents.handlers.registerDocument({
      body: { name, content: text },
      principal: { name: 'ada' },
      requestId: 'r',
    } as never);
  };

  it('is refused with the step when there is none, be it named in the text or by a parameter', async () => {
    await add('Names-One', naming('No-Such:$LATEST'));
    await expect(start('Names-One')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'Step hook names the document No-Such:$LATEST, and there is none.',
      details: [{ place: 'hook' }],
    });
    await add('Names-Any', naming('{{ Hook }}'));
    await expect(start('Names-Any', { Hook: ['No-Such'] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(start('Names-Any', { Hook: ['Test-Scan:99'] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(start('Names-Any', { Hook: ['Test-Scan:newest'] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('starts when they are there, or nothing is to run, and has time for what they do', async () => {
    expect(await start('Names-Any')).toMatchObject({ invocationIds: [expect.any(String)] });
    const started = await start('Names-Any', { Hook: ['Test-Scan:1'] });
    const { rows } = await sql<{ seconds: number }>`
      select timeout_seconds as seconds from invocations where id = ${started.invocationIds[0]}`.execute(bed.db);
    expect(rows[0]?.seconds).toBeGreaterThan(3600);
  });
});
