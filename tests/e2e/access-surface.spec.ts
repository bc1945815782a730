import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { operations } from '@rustine/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrollByHand, type HandAgent } from './harness/hand-agent.ts';
import { openHouse, type House } from './harness/open-house.ts';

let house: House;
let agent: HandAgent;
let admin: string;

beforeAll(async () => {
  house = await openHouse();
  await house.startServer();
  agent = await enrollByHand(house);
  admin = await house.token();
});

afterAll(() => house[Symbol.asyncDispose]());

const uuid = '00000000-0000-7000-8000-000000000000';
const ids: Record<string, string> = {
  instanceId: `mi-${uuid}`,
  workRequestId: `wr-${uuid}`,
  invocationId: `inv-${uuid}`,
  reportId: `rpt-${uuid}`,
  compartmentId: `cmp-${uuid}`,
  groupId: `mig-${uuid}`,
  documentName: 'Rustine-ScanInstance',
};

const peoplesRoutes = [
  ...Object.values(operations).map((operation) => ({
    method: operation.method as string,
    path: `/api/v1${operation.path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name]!)}`,
  })),
  { method: 'GET', path: '/api/v1/openapi.json' },
  { method: 'GET', path: '/api/v1/docs' },
  { method: 'GET', path: '/api/v1/docs/' },
  { method: 'GET', path: '/metrics' },
  { method: 'GET', path: '/' },
  { method: 'GET', path: '/instances/x' },
  { method: 'GET', path: '/assets/index.js' },
  { method: 'GET', path: '/index.html' },
];

const agentRoutes = [
  { method: 'POST', path: '/api/v1/agent/check-in' },
  { method: 'GET', path: '/api/v1/agent/link' },
  { method: 'GET', path: '/api/v1/agent/inbox' },
  { method: 'POST', path: '/api/v1/agent/events' },
  { method: 'POST', path: '/api/v1/agent/grants' },
  { method: 'POST', path: '/api/v1/agent/uploads/verify' },
  { method: 'POST', path: '/api/v1/agent/parameters' },
  { method: 'POST', path: '/api/v1/agent/documents' },
];

async function ask(route: { method: string; path: string }, token?: string): Promise<Response> {
  const sends = route.method === 'POST' || route.method === 'PATCH';
  const body = sends ? { body: '{}', headers: { 'content-type': 'application/json' } } : {};
  return fetch(`${house.url}${route.path}`, {
    method: route.method,
    redirect: 'manual',
    ...body,
    headers: {
      ...('headers' in body ? body.headers : {}),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
  });
}

describe('a stranger', () => {
  it.each(['/healthz', '/readyz'])('gets an answer of %s', async (path) => {
    expect((await ask({ method: 'GET', path })).status).toBe(200);
  });

  it.each([...peoplesRoutes, ...agentRoutes])('gets nothing of $method $path', async (route) => {
    const answer = await ask(route);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({
      code: 'UNAUTHENTICATED',
      requestId: answer.headers.get('x-request-id'),
    });
  });

  it.each(['rst_token_guess', 'null', ''])('gets nothing with the token "%s" either', async (token) => {
    expect((await ask({ method: 'GET', path: '/api/v1/instances' }, token)).status).toBe(401);
  });

  it('who comes with a browser is told how to sign in, in the language that it asks for', async () => {
    const page = await fetch(`${house.url}/`, { headers: { accept: 'text/html', 'accept-language': 'fr-FR,fr' } });
    expect(page.status).toBe(401);
    expect(await page.text()).toContain('Se connecter à Rustine');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  });
});

describe('an agent', () => {
  it.each(peoplesRoutes)('may not open $method $path', async (route) => {
    expect((await ask(route, await agent.token())).status).toBe(401);
  });
});

describe('a person', () => {
  it.each(agentRoutes)("may not open an agent's $method $path", async (route) => {
    expect((await ask(route, admin)).status).toBe(401);
  });

  it.each(['/api/v1/openapi.json', '/api/v1/docs/', '/metrics', '/api/v1/instances', '/api/v1/session'])(
    'may open %s',
    async (path) => {
      expect((await ask({ method: 'GET', path }, admin)).status).toBe(200);
    },
  );

  it('gets the OpenAPI 3.1 document that the SDK was made from', async () => {
    const served = (await (await ask({ method: 'GET', path: '/api/v1/openapi.json' }, admin)).json()) as {
      openapi: string;
    };
    const committed = JSON.parse(
      await readFile(new URL('../../packages/sdk/openapi.json', import.meta.url), 'utf8'),
    ) as object;
    expect(served.openapi).toBe('3.1.0');
    expect(served).toEqual(committed);
  });

  it('gets the same NOT_FOUND for what is not there, with the request id that was sent', async () => {
    const answer = await fetch(`${house.url}/api/v1/instances/${ids['instanceId']}`, {
      headers: { authorization: `Bearer ${admin}`, 'x-request-id': 'my-id-1' },
    });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('x-request-id')).toBe('my-id-1');
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ code: 'NOT_FOUND', status: 404, requestId: 'my-id-1' });
  });

  it('is told the place of what is not valid', async () => {
    const answer = await fetch(`${house.url}/api/v1/commands`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
      body: JSON.stringify({ documentName: 'Rustine-ScanInstance', instanceIds: ['nonsense'] }),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      code: 'VALIDATION_FAILED',
      details: [{ place: 'body.instanceIds.0' }],
    });
  });

  it('cannot send a body of any size', async () => {
    // The body is announced and never sent: a server that waits for it, or reads it, does not answer.
    const asked = request(`${house.url}/api/v1/commands`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${admin}`,
        'content-type': 'application/json',
        'content-length': 5 * 1024 * 1024,
      },
    });
    asked.flushHeaders();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    expect(JSON.parse(await text(answer))).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    asked.destroy();
  });
});

describe('an object key', () => {
  it.each(['..%2f..%2fescaped', '%2e%2e/%2e%2e/escaped', 'reports/v1/..%5c..%5cescaped', 'reports/%00', 'reports//x'])(
    'such as %s writes nothing outside the store, whatever signature comes with it',
    async (key) => {
      const query = `size=1&sha256=${'0'.repeat(64)}&expires=${Math.floor(Date.now() / 1000) + 600}&signature=${'A'.repeat(43)}`;
      const answer = await fetch(`${house.url}/objects/${key}?${query}`, { method: 'PUT', body: 'x' });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      await expect(stat(join(house.dataDir, 'escaped'))).rejects.toMatchObject({ code: 'ENOENT' });
      await expect(stat(join(house.dataDir, '..', 'escaped'))).rejects.toMatchObject({ code: 'ENOENT' });
    },
  );
});

describe('enrolment', () => {
  it('cannot be tried at will', async () => {
    const statuses = new Set<number>();
    for (let attempt = 0; attempt < 70; attempt += 1)
      statuses.add((await ask({ method: 'POST', path: '/api/v1/agent/enrollments' })).status);
    expect(statuses).toEqual(new Set([400, 429]));
  });
});
