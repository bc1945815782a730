import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRehearsal, untilFinished, type Rehearsal } from './start-agent.ts';
import { document } from './test-server.ts';

vi.setConfig({ testTimeout: 120_000 });

/** No resolver knows it (RFC 6761), so only the proxy can bring anybody there. */
const NAME = 'patch.test';
const hasOpenssl = canRun('openssl', ['version']);
if (!hasOpenssl) console.log('skipped: the way through a proxy is tried over TLS, and openssl is missing');

let rehearsal: Rehearsal;
let front: Server;
let proxy: Server;
let asked: string[];
const sockets = new Set<Socket>();

beforeEach(async () => {
  if (!hasOpenssl) return;
  rehearsal = await createRehearsal();
  const [key, cert] = [join(rehearsal.scratch, 'key.pem'), join(rehearsal.scratch, 'ca.pem')];
  const names = ['-subj', `/CN=${NAME}`, '-addext', `subjectAltName=DNS:${NAME},IP:127.0.0.1`];
  const how = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    key,
    '-out',
    cert,
  ];
  execFileSync('openssl', ['req', '-x509', ...how, ...names], { stdio: 'ignore' });
  front = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (incoming, response) => {
    passOn(incoming, response).catch(() => response.destroy());
  });
  asked = [];
  proxy = createServer().on('connect', (incoming: IncomingMessage, client: Socket) => {
    asked.push(incoming.url ?? '');
    const server = connect(portOf(front), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      server.pipe(client).pipe(server);
    });
    for (const socket of [client, server]) socket.on('error', () => void (client.destroy(), server.destroy()));
  });
  for (const server of [front, proxy]) {
    server.on('connection', (socket: Socket) => void sockets.add(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
});

afterEach(async () => {
  if (!hasOpenssl) return;
  await rehearsal.close();
  for (const socket of sockets) socket.destroy();
  for (const server of [front, proxy]) server.close();
});

describe.skipIf(!hasOpenssl)('behind a proxy, with a certificate of one’s own', () => {
  it('the link, calls and uploads of a run all go through the proxy, and are trusted', async () => {
    const { server } = rehearsal;
    rehearsal.start({ env: settings() });
    const command = await server.signCommand({
      content: document(['echo a > "$RUSTINE_REPORT_DIR/updates-before.csv"']),
    });
    server.deliver(command);
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
    expect(server.objects.size).toBe(2);
    expect(new Set(asked)).toEqual(new Set([`${NAME}:${portOf(front)}`]));
  });

  it('the doctor goes the same way and says so', async () => {
    rehearsal.server.intercept = ({ path }, response) => {
      if (path !== '/healthz') return false;
      response.writeHead(200).end('{}');
      return true;
    };
    const found = await doctor(settings());
    expect(found['answer']).toMatchObject({
      verdict: 'good',
      found: `the server is well, through the proxy 127.0.0.1:${portOf(proxy)}`,
    });
  });

  it('the doctor tells an unknown certificate from a server that is away', async () => {
    const found = await doctor({ RUSTINE_URL: `https://127.0.0.1:${portOf(front)}` });
    expect(found['connection']?.verdict).toBe('good');
    expect(found['certificate']).toMatchObject({
      verdict: 'problem',
      remedy: expect.stringContaining('RUSTINE_CA_FILE'),
    });
  });
});

function settings(): Record<string, string> {
  return {
    RUSTINE_URL: `https://${NAME}:${portOf(front)}`,
    RUSTINE_CA_FILE: join(rehearsal.scratch, 'ca.pem'),
    HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`,
  };
}

async function doctor(env: Record<string, string>) {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const said = await promisify(execFile)(
    process.execPath,
    ['--conditions=@rustine/source', main, 'doctor', '--output', 'json'],
    { env: { PATH: process.env['PATH'], RUSTINE_AGENT_STATE_DIR: rehearsal.stateDir, ...env } },
  ).catch((error: unknown) => error as { stdout: string });
  const findings = JSON.parse(said.stdout) as {
    check: string;
    verdict: string;
    found: string;
    remedy: string | null;
  }[];
  return Object.fromEntries(findings.map((finding) => [finding.check, finding]));
}

/** The rehearsal's server by TLS and under its public name, which its grants name as well. */
async function passOn(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { url } = rehearsal.server;
  const { method, headers } = incoming;
  const onward = request(`${url}${incoming.url}`, { method, headers });
  incoming.pipe(onward);
  const [answer] = (await once(onward, 'response')) as [IncomingMessage];
  const status = answer.statusCode ?? 502;
  if (answer.headers['content-type'] !== 'application/json') {
    response.writeHead(status, answer.headers);
    answer.pipe(response);
    return;
  }
  const body = (await text(answer)).replaceAll(url, `https://${NAME}:${portOf(front)}`);
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function canRun(file: string, args: readonly string[]): boolean {
  try {
    execFileSync(file, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
