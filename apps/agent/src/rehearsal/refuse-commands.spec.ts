import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRehearsal, until, untilFinished, type Rehearsal, type RunningAgent } from './start-agent.ts';
import { document } from './test-server.ts';

let rehearsal: Rehearsal;
let agent: RunningAgent;
let mark: string;
beforeAll(async () => {
  rehearsal = await createRehearsal();
  agent = rehearsal.start();
});
afterAll(async () => await rehearsal.close());
beforeEach(() => {
  mark = join(rehearsal.scratch, randomUUID());
});

const content = () => document([`touch ${mark}`]);
const seconds = () => Math.floor(Date.now() / 1000);

/** The refusal arrives, nothing ran, and the agent still does honest work. */
async function expectRefused(item: { invocationId: string; jws: string }, code: string): Promise<void> {
  const { server } = rehearsal;
  server.deliver(item);
  const refused = await until(() => server.eventsOf(item.invocationId).find(({ type }) => type === 'refused'));
  expect(refused).toMatchObject({ seq: 1, code });
  expect(server.eventsOf(item.invocationId)).toHaveLength(1);
  const honest = await server.signCommand({ content: document(['true']) });
  server.deliver(honest);
  expect(await untilFinished(server, honest.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  expect(existsSync(mark)).toBe(false);
  expect(agent.log()).toContain(item.invocationId);
}

describe('a command that must not run', () => {
  it('is refused when another key signed it', async () => {
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
    await expectRefused(await rehearsal.server.signCommand({ content: content() }, { key: privateKey }), 'SIGNATURE_INVALID');
  });

  it('is refused when its claims were tampered with after signing', async () => {
    const { invocationId, jws } = await rehearsal.server.signCommand({ content: document(['true']) });
    const [header, payload, signature] = jws.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    const forged = Buffer.from(JSON.stringify({ ...claims, document: { ...(claims['document'] as object), content: content() } })).toString('base64url');
    await expectRefused({ invocationId, jws: `${header}.${forged}.${signature}` }, 'SIGNATURE_INVALID');
  });

  it('is refused when it claims to need no signature', async () => {
    const { invocationId, jws } = await rehearsal.server.signCommand({ content: content() });
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'rustine-command+jwt' })).toString('base64url');
    await expectRefused({ invocationId, jws: `${header}.${jws.split('.')[1]}.` }, 'SIGNATURE_INVALID');
  });

  it('is refused when it is for another instance', async () => {
    await expectRefused(await rehearsal.server.signCommand({ content: content(), aud: `mi-${randomUUID()}` }), 'WRONG_AUDIENCE');
  });

  it('is refused when it comes from another server', async () => {
    await expectRefused(await rehearsal.server.signCommand({ content: content(), iss: 'srv-other' }), 'WRONG_ISSUER');
  });

  it('is refused when it has expired', async () => {
    const command = { content: content(), iat: seconds() - 700, exp: seconds() - 100 };
    await expectRefused(await rehearsal.server.signCommand(command), 'EXPIRED');
  });

  it('is refused when its document is not the one whose sum was signed', async () => {
    const other = { name: 'Rehearsal', version: 1, sha256: '0'.repeat(64), content: content() };
    await expectRefused(await rehearsal.server.signCommand({ content: '', document: other }), 'DOCUMENT_HASH_MISMATCH');
  });

  it('is refused when it is a signed object of another kind', async () => {
    await expectRefused(await rehearsal.server.signCommand({ content: content() }, { type: 'JWT' }), 'MALFORMED');
  });

  it('is refused when it is no JWS, or its claims do not follow the protocol', async () => {
    await expectRefused({ invocationId: `inv-${randomUUID()}`, jws: 'not a jws' }, 'MALFORMED');
    await expectRefused(await rehearsal.server.signCommand({ content: content(), timeoutSeconds: 1 }), 'MALFORMED');
  });

  it('is refused when it names another invocation than the one it came with', async () => {
    const { jws } = await rehearsal.server.signCommand({ content: content() });
    await expectRefused({ invocationId: `inv-${randomUUID()}`, jws }, 'MALFORMED');
  });

  it('is refused as replayed under a new invocation, also while the first still runs', async () => {
    const { server, scratch } = rehearsal;
    const release = join(scratch, randomUUID());
    const first = await server.signCommand({ content: document([`touch ${mark}-ran; while [ ! -e ${release} ]; do sleep 0.05; done`]) });
    server.deliver(first);
    await until(() => existsSync(`${mark}-ran`));
    const copy = { invocationId: `inv-${randomUUID()}`, jws: first.jws };
    server.deliver(copy);
    const refused = await until(() => server.eventsOf(copy.invocationId).find(({ type }) => type === 'refused'));
    expect(refused).toMatchObject({ code: 'REPLAYED' });
    writeFileSync(release, '');
    expect(await untilFinished(server, first.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  });
});

describe('a command that was delivered again', () => {
  it('does nothing while the server has not acknowledged the first delivery', async () => {
    const { server } = rehearsal;
    const log = `${mark}-log`;
    const command = await server.signCommand({ content: document([`echo ran >> ${log}`]) });
    let block = true;
    server.intercept = ({ path }, response) => {
      if (path !== 'events' || !block) return false;
      response.writeHead(503).end();
      return true;
    };
    server.deliver(command);
    await until(() => existsSync(log));
    server.deliver(command);
    const again = (line: string) => line.includes('command delivered again') && line.includes(command.invocationId);
    await until(() => agent.log().split('\n').some(again));
    block = false;
    server.intercept = () => false;
    await untilFinished(server, command.invocationId);
    expect(server.eventsOf(command.invocationId).map(({ type }) => type)).toEqual(['accepted', 'started', 'step-started', 'step-finished', 'finished']);
    expect(readFileSync(log, 'utf8')).toBe('ran\n');
  });

  it('is refused as replayed once it is done, does not run again and leaves its result as it was', async () => {
    const { server } = rehearsal;
    const log = `${mark}-log`;
    const command = await server.signCommand({ content: document([`echo ran >> ${log}`]) });
    server.deliver(command);
    await untilFinished(server, command.invocationId);
    const before = server.eventsOf(command.invocationId);
    server.deliver(command, { stubborn: true });
    const refused = await until(() => server.eventsOf(command.invocationId).find(({ type }) => type === 'refused'));
    expect(refused).toMatchObject({ code: 'REPLAYED', seq: before.length + 1 });
    server.deliver(command, { stubborn: true });
    const honest = await server.signCommand({ content: document(['true']) });
    server.deliver(honest);
    await untilFinished(server, honest.invocationId);
    expect(server.eventsOf(command.invocationId)).toHaveLength(before.length + 1);
    expect(readFileSync(log, 'utf8')).toBe('ran\n');
  });
});
