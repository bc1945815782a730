import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { PowerSettings } from '@rustine/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOpenProvider } from '../open-provider.ts';

const PASSWORD = 'correct-horse';

/** A stand-in for a controller with TLS of its own, which lets in by name and password or by a session. */
let server: Server;
let url: string;
let certificate: string;
const calls: string[] = [];
const bodies: unknown[] = [];

function isLetIn(request: IncomingMessage): boolean {
  const basic = `Basic ${Buffer.from(`patcher:${PASSWORD}`).toString('base64')}`;
  return request.headers.authorization === basic || request.headers['x-auth-token'] === 'token-1';
}

const controller: RequestListener = (request, response) => void serve(request, response);

async function serve(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  calls.push(`${request.method} ${request.url}`);
  const answer = (status: number, body: object, headers: Record<string, string> = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  const refuse = (status: number, Message: string) =>
    answer(status, { error: { message: 'see below', '@Message.ExtendedInfo': [{ Message }] } });
  if (request.method === 'POST') bodies.push(await json(request));
  if (request.url === '/redfish/v1/SessionService/Sessions') {
    const { Password } = bodies.at(-1) as { Password: string };
    if (Password !== PASSWORD) return refuse(401, `The password ${Password} is wrong.`);
    const location = '/redfish/v1/SessionService/Sessions/1';
    return answer(201, {}, { 'x-auth-token': 'token-1', location });
  }
  if (!isLetIn(request)) return refuse(401, 'Who are you?');
  if (request.method === 'DELETE') return response.writeHead(204).end();
  if (request.url === '/redfish/v1/Systems/1') {
    return answer(200, { PowerState: 'On', LastResetTime: '2026-03-01T12:00:00Z' });
  }
  if (request.url === '/redfish/v1/Systems/1/Actions/ComputerSystem.Reset') return response.writeHead(204).end();
  return refuse(404, 'There is no such system.');
}

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rustine-redfish-'));
  const [keyFile, file] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=bmc', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', keyFile, '-out', file, '-days', '2'];
  execFileSync('openssl', [...args, ...subject], { stdio: 'ignore', timeout: 30_000 });
  certificate = readFileSync(file, 'utf8');
  server = createServer({ key: readFileSync(keyFile), cert: certificate }, controller);
  rmSync(folder, { recursive: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  calls.splice(0);
  bodies.splice(0);
});
afterAll(() => void server.close());

async function open(more: object, password = PASSWORD) {
  const openProvider = createOpenProvider({ parameters: { readSecret: async () => password }, commandsDir: undefined });
  const basic = { kind: 'redfish', url, username: 'patcher', passwordParameter: '/bmc', ...more };
  return (await openProvider({ name: 'rack', settings: PowerSettings.parse(basic) })).provider;
}

describe('a controller that speaks Redfish', () => {
  it('is trusted only by the certificate that it was said to have', async () => {
    const stranger = open({}).then((provider) => provider.state('1'));
    await expect(stranger).rejects.toMatchObject({
      kind: 'PERMANENT',
      message: expect.stringContaining('put the authority into caCertificate'),
    });
    expect(calls).toEqual([]);
    const known = await open({ caCertificate: certificate });
    expect(await known.state('1')).toEqual({ state: 'RUNNING', marker: '2026-03-01T12:00:00Z', said: '' });
    const blind = await open({ verifyTls: false });
    expect(await blind.state('1')).toMatchObject({ state: 'RUNNING' });
  });

  it('is not told to start what runs, and to shut down before it is switched off hard', async () => {
    const provider = await open({ caCertificate: certificate });
    expect(await provider.start('1')).toEqual({ alreadyRan: true });
    await provider.stop('1', { force: false });
    await provider.stop('1', { force: true });
    expect(bodies).toEqual([{ ResetType: 'GracefulShutdown' }, { ResetType: 'ForceOff' }]);
  });

  it('is asked in a session that is ended again', async () => {
    const provider = await open({ caCertificate: certificate, auth: 'SESSION' });
    expect(await provider.state('1')).toMatchObject({ state: 'RUNNING' });
    expect(calls).toEqual([
      'POST /redfish/v1/SessionService/Sessions',
      'GET /redfish/v1/Systems/1',
      'DELETE /redfish/v1/SessionService/Sessions/1',
    ]);
  });

  it('that lets nobody in fails in its own words, without the password that it repeats', async () => {
    const provider = await open({ caCertificate: certificate, auth: 'SESSION' }, 'swordfish-1');
    const failed = { kind: 'PERMANENT', message: 'rack: The password *** is wrong. (HTTP 401)' };
    await expect(provider.state('1')).rejects.toMatchObject(failed);
    const unknown = await open({ caCertificate: certificate });
    await expect(unknown.state('2')).rejects.toMatchObject({ message: 'rack: There is no such system. (HTTP 404)' });
  });
});
