import { createHash } from 'node:crypto';
import { COMMAND_TYPE, CommandClaims } from '@rustine/contract';
import { importJWK, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartWorkRequest } from './index.ts';
import { createTestBed, scanDocument, type TestBed } from './testing/test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());

const ask = async (change: Partial<StartWorkRequest> = {}) => ({
  documentName: scanDocument.name,
  parameters: {},
  createdBy: 'ada',
  ...change,
  instanceIds: change.instanceIds ?? [await bed.addInstance()],
});

describe('startWork', () => {
  it('puts a command in the inbox that the agent can verify, with the document byte for byte', async () => {
    const request = await ask({ parameters: { Depth: ['quick'] }, deliverySeconds: 600 });
    const { workRequestId, invocationIds } = await bed.work.startWork(request);
    const { commands } = await bed.agent(request.instanceIds[0]!).inbox();
    expect(commands.map(({ invocationId }) => invocationId)).toEqual(invocationIds);
    const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: bed.signingKey.publicJwk.x, alg: 'EdDSA' });
    const { payload } = await jwtVerify(commands[0]!.jws, key, {
      issuer: bed.serverId,
      audience: request.instanceIds[0]!,
      typ: COMMAND_TYPE,
      currentDate: bed.clock(),
    });
    const claims = CommandClaims.parse(payload);
    expect(claims).toMatchObject({
      jti: invocationIds[0],
      workRequestId,
      parameters: { Depth: ['quick'] },
      timeoutSeconds: 130,
    });
    expect(claims.exp - claims.iat).toBe(600);
    expect(claims.document.content).toBe(scanDocument.content);
    expect(claims.document.sha256).toBe(createHash('sha256').update(scanDocument.content).digest('hex'));
  });

  it('hands a command out until it is accepted, and not after it has expired', async () => {
    const request = await ask({ deliverySeconds: 60 });
    const { invocationIds } = await bed.work.startWork(request);
    const agent = bed.agent(request.instanceIds[0]!);
    expect((await agent.inbox()).commands).toHaveLength(1);
    expect((await agent.inbox()).commands).toHaveLength(1);
    const second = await bed.work.startWork({ ...request, deliverySeconds: 600 });
    await agent.post(bed.events(invocationIds[0]!, [{ type: 'accepted', bootId: 'b' }]));
    expect((await agent.inbox()).commands.map(({ invocationId }) => invocationId)).toEqual(second.invocationIds);
    bed.passTime(601);
    expect((await agent.inbox()).commands).toEqual([]);
  });

  it('answers a second ask with the same key as the first, also when many come at once', async () => {
    const request = await ask({ idempotencyKey: 'scan-once' });
    const answers = await Promise.all(Array.from({ length: 6 }, () => bed.work.startWork(request)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect((await bed.agent(request.instanceIds[0]!).inbox()).commands).toHaveLength(1);
  });

  it('makes nothing when what is to be noted with it cannot be', async () => {
    const request = await ask({
      idempotencyKey: 'noted',
      whenMade: () => Promise.reject(new Error('the execution has ended')),
    });
    await expect(bed.work.startWork(request)).rejects.toThrow('the execution has ended');
    await expect(bed.work.startFailedWork(request, 'gone')).rejects.toThrow('the execution has ended');
    expect((await bed.agent(request.instanceIds[0]!).inbox()).commands).toEqual([]);
    const noted: string[] = [];
    const again = { ...request, whenMade: async (_tx: unknown, id: string) => void noted.push(id) };
    const { workRequestId } = await bed.work.startWork(again);
    expect(noted).toEqual([workRequestId]);
  });

  it('makes one invocation of an instance that is named twice', async () => {
    const instanceId = await bed.addInstance();
    const { invocationIds } = await bed.work.startWork(await ask({ instanceIds: [instanceId, instanceId] }));
    expect(invocationIds).toHaveLength(1);
  });

  it('refuses parameters that the document does not allow, naming each, and makes nothing', async () => {
    const request = await ask({ parameters: { Depth: ['deep'], Dpeth: ['full'] } });
    const places = [{ place: 'body.parameters.Dpeth' }, { place: 'body.parameters.Depth' }];
    await expect(bed.work.startWork(request)).rejects.toMatchObject({ code: 'VALIDATION_FAILED', details: places });
    expect((await bed.agent(request.instanceIds[0]!).inbox()).commands).toEqual([]);
  });

  it('refuses an unknown document, version or instance', async () => {
    await expect(bed.work.startWork(await ask({ documentName: 'None' }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.work.startWork(await ask({ documentVersion: 9 }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const instanceIds = [await bed.addInstance(), 'mi-00000000-0000-7000-8000-000000000000'];
    await expect(bed.work.startWork(await ask({ instanceIds }))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: [{ place: 'body.instanceIds[1]' }],
    });
  });

  it('makes work for more instances than fit in one chunk', async () => {
    const instanceIds = await Promise.all(Array.from({ length: 205 }, () => bed.addInstance()));
    const { workRequestId, invocationIds } = await bed.work.startWork(await ask({ instanceIds }));
    expect(invocationIds).toHaveLength(205);
    expect(await bed.workRequest(workRequestId)).toMatchObject({ state: 'ACCEPTED', counts: { PENDING: 205 } });
  });
});
