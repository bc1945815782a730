import { isUtf8 } from 'node:buffer';
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import {
  AgentParametersRequest,
  COMMAND_TYPE,
  GrantsRequest,
  PostEventsRequest,
  type AgentEvent,
  type AgentParametersResponse,
  type CommandClaims,
  type Ed25519PublicJwk,
} from '@rustine/contract';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  jwtVerify,
  SignJWT,
  type CryptoKey,
} from 'jose';

export const SERVER_ID = 'srv-rehearsal';

export interface StoredObject {
  readonly body: string;
  readonly puts: number;
}

/** A server that speaks the agent's protocol over real HTTP, signs real commands and remembers what it was told. */
export interface TestServer {
  readonly url: string;
  readonly instanceId: string;
  readonly enrollToken: string;
  readonly enrolledKeys: Ed25519PublicJwk[];
  readonly requests: {
    method: string;
    path: string;
    authorized: boolean;
    claims: Record<string, unknown>;
    header: Record<string, unknown>;
  }[];
  /** Events in the order of their numbers, each once. */
  eventsOf(invocationId: string): AgentEvent[];
  readonly objects: Map<string, StoredObject>;
  /** The bytes of those objects that are no text. */
  readonly packed: Map<string, Buffer>;
  /** The parameter store: what it answers by key, whoever asks. */
  readonly stored: Map<string, AgentParametersResponse['parameters'][number]>;
  /** Answered before the real handler when it says so; for faults of every kind. */
  intercept: (
    request: { method: string; path: string; body: string },
    response: ServerResponse,
  ) => boolean | Promise<boolean>;
  signCommand(
    command: Partial<CommandClaims> & { content: string },
    how?: { key?: CryptoKey; type?: string },
  ): Promise<{ invocationId: string; jws: string }>;
  /** Signs anything as the server would, or as somebody else. */
  sign(claims: object, how?: { key?: CryptoKey; type?: string }): Promise<string>;
  /** Puts a command into the inbox and rings. It stays there until its first event comes, unless `stubborn`. */
  deliver(item: { invocationId: string; jws: string }, how?: { stubborn?: boolean }): void;
  cancel(invocationId: string): void;
  listen(): Promise<void>;
  close(): Promise<void>;
}

export function document(lines: string[], inputs: Record<string, unknown> = {}): string {
  return JSON.stringify({
    schemaVersion: '2.2',
    description: 'rehearsal',
    mainSteps: [{ action: 'aws:runShellScript', name: 'script', inputs: { runCommand: lines, ...inputs } }],
  });
}

export async function createTestServer(): Promise<TestServer> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { x } = await exportJWK(publicKey);
  const commandKey: Ed25519PublicJwk = { kty: 'OKP', crv: 'Ed25519', x: x as string };
  const events = new Map<string, Map<number, AgentEvent>>();
  const inbox = new Map<string, { invocationId: string; jws: string; stubborn: boolean }>();
  const cancels = new Set<string>();
  const links = new Set<ServerResponse>();
  const grants = new Map<string, { sizeBytes: number; sha256: string }>();
  let port = 0;

  const held = (id: string) => {
    let highest = 0;
    while (events.get(id)?.has(highest + 1)) highest += 1;
    return highest;
  };
  const ring = () => links.forEach((link) => link.write('event: inbox\ndata:\n\n'));
  const json = (response: ServerResponse, body: unknown, status = 200) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const problem = (response: ServerResponse, status: number, code: string) =>
    json(
      response,
      { type: 'about:blank', title: code, status, code, message: code, details: [], requestId: 'r' },
      status,
    );

  const authorize = async (request: IncomingMessage) => {
    const token = request.headers.authorization?.replace(/^Bearer /, '');
    const key = server.enrolledKeys[0];
    if (!token || !key) return null;
    try {
      return await jwtVerify(token, await importJWK({ kty: key.kty, crv: key.crv, x: key.x }, 'EdDSA'), {
        audience: SERVER_ID,
      });
    } catch {
      return null;
    }
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '').replace('/api/v1/agent/', '');
    const method = request.method ?? '';
    const bytes = await buffer(request);
    const body = bytes.toString();
    const token = path.startsWith('/store/') ? null : await authorize(request);
    server.requests.push({
      method,
      path,
      authorized: token !== null,
      claims: token?.payload ?? {},
      header: token?.protectedHeader ?? {},
    });
    if (await server.intercept({ method, path, body }, response)) return;
    if (path.startsWith('/store/')) {
      const key = path.slice('/store/'.length);
      const granted = grants.get(key);
      const sum = createHash('sha256').update(bytes).digest('hex');
      if (!granted || granted.sha256 !== sum || request.headers['x-signed'] !== 'yes')
        return problem(response, 422, 'OBJECT_MISMATCH');
      server.objects.set(key, { body, puts: (server.objects.get(key)?.puts ?? 0) + 1 });
      if (!isUtf8(bytes)) server.packed.set(key, bytes);
      return void response.writeHead(200).end();
    }
    const input = body === '' ? {} : (JSON.parse(body) as Record<string, unknown>);
    if (path === 'enrollments') {
      if (input['token'] !== server.enrollToken) return problem(response, 401, 'ENROLLMENT_TOKEN_INVALID');
      server.enrolledKeys.push(input['publicKey'] as Ed25519PublicJwk);
      return json(response, { instanceId: server.instanceId, serverId: SERVER_ID, commandKeys: [commandKey] });
    }
    if (!token) return problem(response, 401, 'UNAUTHENTICATED');
    if (path === 'check-in')
      return json(response, {
        serverTime: new Date().toISOString(),
        factsWanted: !input['facts'],
        nextCheckInSeconds: 3600,
      });
    if (path === 'link') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: ping\ndata:\n\n');
      links.add(response);
      return void response.on('close', () => links.delete(response));
    }
    if (path === 'inbox') {
      const commands = [...inbox.values()].filter((item) => item.stubborn || held(item.invocationId) === 0);
      return json(response, {
        commands: commands.map(({ invocationId, jws }) => ({ invocationId, jws })),
        cancel: [...cancels],
      });
    }
    if (path === 'events') {
      const acknowledged: Record<string, number> = {};
      for (const event of PostEventsRequest.parse(input).events) {
        const known = events.get(event.invocationId) ?? new Map<number, AgentEvent>();
        events.set(event.invocationId, known);
        if (!known.has(event.seq)) known.set(event.seq, event);
        acknowledged[event.invocationId] = held(event.invocationId);
      }
      return json(response, { acknowledged });
    }
    if (path === 'grants') {
      const asked = GrantsRequest.parse(input);
      const grant = (name: string, sum: { sizeBytes: number; sha256: string }) => {
        const key = `${asked.invocationId}/${name}`;
        grants.set(key, { sizeBytes: sum.sizeBytes, sha256: sum.sha256 });
        return {
          key,
          url: `${server.url}/store/${key}`,
          headers: { 'x-signed': 'yes' },
          expiresAt: new Date(Date.now() + 60_000).toISOString(),
        };
      };
      return json(response, {
        grants: asked.reports.map((report) => ({ kind: report.kind, grant: grant(report.kind, report) })),
        manifest: asked.manifest ? grant('manifest', asked.manifest) : null,
        output: asked.output ? grant(`${asked.output.step}-${asked.output.stream}`, asked.output) : null,
      });
    }
    if (path === 'parameters') {
      const { keys } = AgentParametersRequest.parse(input);
      return json(response, { parameters: keys.flatMap((key) => server.stored.get(key) ?? []) });
    }
    if (path === 'uploads/verify') {
      const object = server.objects.get(input['key'] as string);
      if (!object) return problem(response, 404, 'NOT_FOUND');
      const held = server.packed.get(input['key'] as string) ?? Buffer.from(object.body);
      const sha256 = createHash('sha256').update(held).digest('hex');
      return json(response, { verified: true, sizeBytes: held.length, sha256, reportState: null });
    }
    return problem(response, 404, 'NOT_FOUND');
  };
  const http = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error as Error));
  });

  const server: TestServer = {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    instanceId: `mi-${randomUUID()}`,
    enrollToken: 'one-time-token',
    enrolledKeys: [],
    requests: [],
    eventsOf: (id) => [...(events.get(id)?.values() ?? [])].toSorted((a, b) => a.seq - b.seq),
    objects: new Map(),
    packed: new Map(),
    stored: new Map(),
    intercept: () => false,
    async signCommand({ content, ...given }, how = {}) {
      const now = Math.floor(Date.now() / 1000);
      const sha256 = createHash('sha256').update(content).digest('hex');
      const claims: CommandClaims = {
        iss: SERVER_ID,
        aud: server.instanceId,
        jti: `inv-${randomUUID()}`,
        iat: now,
        exp: now + 600,
        workRequestId: `wr-${randomUUID()}`,
        document: { name: 'Rehearsal', version: 1, sha256, content },
        parameters: {},
        timeoutSeconds: 600,
        ...given,
      };
      return { invocationId: claims.jti, jws: await server.sign(claims, how) };
    },
    async sign(claims, { type = COMMAND_TYPE, key = privateKey } = {}) {
      const kid = await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x: commandKey.x });
      return await new SignJWT({ ...claims }).setProtectedHeader({ alg: 'EdDSA', typ: type, kid }).sign(key);
    },
    deliver(item, { stubborn = false } = {}) {
      inbox.set(item.invocationId, { ...item, stubborn });
      ring();
    },
    cancel(invocationId) {
      cancels.add(invocationId);
      ring();
    },
    async listen() {
      await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
      port = (http.address() as AddressInfo).port;
    },
    async close() {
      const closed = new Promise((resolve) => http.close(resolve));
      http.closeAllConnections();
      links.clear();
      await closed;
    },
  };
  await server.listen();
  return server;
}
