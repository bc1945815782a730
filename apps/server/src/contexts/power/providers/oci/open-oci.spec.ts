import { generateKeyPairSync, verify, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PowerSettings } from '@rustine/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOpenProvider } from '../open-provider.ts';
import type { PowerProvider } from '../power-provider.ts';

const ref = 'ocid1.instance.oc1.eu-frankfurt-1.abc';
const keyId = 'ocid1.tenancy.oc1..t/ocid1.user.oc1..u/aa:bb';

/** A stand-in for the Compute API, which checks how each request is signed (draft-cavage-http-signatures-08). */
let server: Server;
let publicKey: KeyObject;
let state = 'STOPPED';
let refusal: { readonly status: number; readonly code: string; readonly message: string } | undefined;
const actions: (string | null)[] = [];
let provider: PowerProvider;
let endpoint: string;

function isSigned(request: IncomingMessage): boolean {
  const fields = new Map(
    [...(request.headers.authorization ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  const lines = (fields.get('headers') ?? '')
    .toLowerCase()
    .split(' ')
    .map((name) => {
      const value =
        name === '(request-target)' ? `${request.method?.toLowerCase()} ${request.url}` : request.headers[name];
      return `${name}: ${String(value)}`;
    });
  const signature = Buffer.from(fields.get('signature') ?? '', 'base64');
  return fields.get('keyId') === keyId && verify('sha256', Buffer.from(lines.join('\n')), publicKey, signature);
}

beforeAll(async () => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  publicKey = pair.publicKey;
  server = createServer((request, response) => {
    request.resume();
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json', etag: 'e' }).end(JSON.stringify(body));
    if (!isSigned(request)) return answer(401, { code: 'NotAuthenticated', message: 'The signature is wrong.' });
    if (refusal !== undefined) return answer(refusal.status, refusal);
    const url = new URL(request.url ?? '', 'http://oci');
    if (url.pathname !== `/20160918/instances/${ref}`) return answer(404, { code: 'NotFound', message: url.pathname });
    if (request.method === 'POST') {
      actions.push(url.searchParams.get('action'));
      state = url.searchParams.get('action') === 'START' ? 'STARTING' : 'STOPPING';
    }
    return answer(200, { id: ref, lifecycleState: state });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const open = createOpenProvider({ parameters: { readSecret: async () => privateKey }, commandsDir: undefined });
  const [tenancyId, userId, fingerprint] = keyId.split('/');
  const key = { auth: 'KEY', tenancyId, userId, fingerprint, privateKeyParameter: '/oci/key' };
  const settings = PowerSettings.parse({ kind: 'oci', region: 'eu-frankfurt-1', endpoint, ...key });
  provider = (await open({ name: 'oci', settings })).provider;
});
beforeEach(() => {
  actions.splice(0);
  refusal = undefined;
  state = 'STOPPED';
});
afterAll(() => void server.close());

describe('an instance of OCI', () => {
  it.each([
    ['PROVISIONING', 'STARTING'],
    ['STARTING', 'STARTING'],
    ['RUNNING', 'RUNNING'],
    ['STOPPING', 'STOPPING'],
    ['STOPPED', 'STOPPED'],
    ['MOVING', 'UNKNOWN'],
  ])('in the state %s is %s, asked by a signed request', async (name, is) => {
    state = name;
    expect(await provider.state(ref)).toEqual({ state: is, marker: null, said: is === 'UNKNOWN' ? name : '' });
  });

  it('is started, stopped softly, and stopped hard', async () => {
    expect(await provider.start(ref)).toEqual({ alreadyRan: false });
    await provider.stop(ref, { force: false });
    await provider.stop(ref, { force: true });
    expect(actions).toEqual(['START', 'SOFTSTOP', 'STOP']);
  });

  it('that runs is not started', async () => {
    state = 'RUNNING';
    expect(await provider.start(ref)).toEqual({ alreadyRan: true });
    expect(actions).toEqual([]);
  });

  it.each([
    [404, 'NotAuthorizedOrNotFound', 'Authorization failed or requested resource not found.', 'PERMANENT'],
    [409, 'IncorrectState', 'The instance is busy.', 'TRANSIENT'],
    [500, 'InternalServerError', 'Out of host capacity.', 'TRANSIENT'],
  ])('that is refused with %s %s fails in the words of OCI', async (status, code, message, kind) => {
    refusal = { status, code, message };
    const failed = provider.start(ref);
    await expect(failed).rejects.toMatchObject({ kind, message: expect.stringContaining(message) });
    await expect(failed).rejects.toThrow(code);
  });

  it('that is terminated says so', async () => {
    state = 'TERMINATED';
    await expect(provider.state(ref)).rejects.toMatchObject({
      kind: 'PERMANENT',
      message: `oci: ${ref} is terminated: unbind it`,
    });
  });
});
