import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRehearsal, until, untilFinished, type Rehearsal, type RunningAgent } from './start-agent.ts';
import { document } from './test-server.ts';

// Real processes on a machine that may be busy; no assertion is about time.
vi.setConfig({ testTimeout: 120_000 });

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

/** The code of the only event about it, once it is sure that nothing ran and that the agent still does honest work. */
async function refusalOf(item: { invocationId: string; jws: string }): Promise<string> {
  const { server } = rehearsal;
  server.deliver(item);
  const refused = await until(() => server.eventsOf(item.invocationId).find((event) => event.type === 'refused'));
  const honest = await server.signCommand({ content: document(['true']) });
  server.deliver(honest);
  expect(await untilFinished(server, honest.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  expect(server.eventsOf(item.invocationId)).toEqual([refused]);
  expect(existsSync(mark)).toBe(false);
  expect(agent.log()).toContain(item.invocationId);
  return refused.code;
}

describe('a command that must not run', () => {
  it('is refused when another key signed it', async () => {
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
    expect(await refusalOf(await rehearsal.server.signCommand({ content: content() }, { key: privateKey }))).toBe(
      'SIGNATURE_INVALID',
    );
  });

  it('is refused when its claims were tampered with after signing', async () => {
    const { invocationId, jws } = await rehearsal.server.signCommand({ content: document(['true']) });
    const [header, payload, signature] = jws.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    const forged = Buffer.from(
      JSON.stringify({ ...claims, document: { ...(claims['document'] as object), content: content() } }),
    ).toString('base64url');
    expect(await refusalOf({ invocationId, jws: `${header}.${forged}.${signature}` })).toBe('SIGNATURE_INVALID');
  });

  it('is refused when it claims to need no signature', async () => {
    const { invocationId, jws } = await rehearsal.server.signCommand({ content: content() });
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'rustine-command+jwt' })).toString('base64url');
    expect(await refusalOf({ invocationId, jws: `${header}.${jws.split('.')[1]}.` })).toBe('SIGNATURE_INVALID');
  });

  it('is refused when it is for another instance', async () => {
    expect(await refusalOf(await rehearsal.server.signCommand({ content: content(), aud: `mi-${randomUUID()}` }))).toBe(
      'WRONG_AUDIENCE',
    );
  });

  it('is refused when it comes from another server', async () => {
    expect(await refusalOf(await rehearsal.server.signCommand({ content: content(), iss: 'srv-other' }))).toBe(
      'WRONG_ISSUER',
    );
  });

  it('is refused when it has expired', async () => {
    const command = { content: content(), iat: seconds() - 700, exp: seconds() - 100 };
    expect(await refusalOf(await rehearsal.server.signCommand(command))).toBe('EXPIRED');
  });

  it('is refused when its document is not the one whose sum was signed', async () => {
    const other = { name: 'Rehearsal', version: 1, sha256: '0'.repeat(64), content: content() };
    expect(await refusalOf(await rehearsal.server.signCommand({ content: '', document: other }))).toBe(
      'DOCUMENT_HASH_MISMATCH',
    );
  });

  it('is refused when it is a signed object of another kind', async () => {
    expect(await refusalOf(await rehearsal.server.signCommand({ content: content() }, { type: 'JWT' }))).toBe(
      'MALFORMED',
    );
  });

  it('is refused when it is no JWS, or its claims do not follow the protocol', async () => {
    expect(await refusalOf({ invocationId: `inv-${randomUUID()}`, jws: 'not a jws' })).toBe('MALFORMED');
    expect(await refusalOf(await rehearsal.server.signCommand({ content: content(), timeoutSeconds: 1 }))).toBe(
      'MALFORMED',
    );
  });

  it('is refused when it names another invocation than the one it came with', async () => {
    const { jws } = await rehearsal.server.signCommand({ content: content() });
    expect(await refusalOf({ invocationId: `inv-${randomUUID()}`, jws })).toBe('MALFORMED');
  });

  it('is refused as replayed under a new invocation, also while the first still runs', async () => {
    const { server, scratch } = rehearsal;
    const release = join(scratch, randomUUID());
    const first = await server.signCommand({
      content: document([`touch ${mark}-ran; while [ ! -e ${release} ]; do sleep 0.05; done`]),
    });
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
    expect(server.eventsOf(command.invocationId).map(({ type }) => type)).toEqual([
      'accepted',
      'started',
      'step-started',
      'step-finished',
      'finished',
    ]);
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
