import { PostEventsRequest } from '@rustine/contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRehearsal, until, untilFinished, type Rehearsal } from './start-agent.ts';
import { document } from './test-server.ts';

// Real processes on a machine that may be busy; no assertion is about time.
vi.setConfig({ testTimeout: 120_000 });

let rehearsal: Rehearsal;
beforeEach(async () => {
  rehearsal = await createRehearsal();
});
afterEach(async () => await rehearsal.close());

describe('a server that answers oddly', () => {
  it('and refuses the events of one invocation does not keep the others from being told', async () => {
    const { server } = rehearsal;
    const refused = await server.signCommand({ content: document(['true']) });
    const other = await server.signCommand({ content: document(['true']) });
    server.intercept = ({ path, body }, response) => {
      if (path !== 'events') return false;
      const { events } = PostEventsRequest.parse(JSON.parse(body));
      if (events[0]?.invocationId !== refused.invocationId) return false;
      const problem = {
        type: 'about:blank',
        title: 'x',
        status: 400,
        code: 'VALIDATION_FAILED',
        message: 'no',
        details: [],
        requestId: 'r',
      };
      response.writeHead(400, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
      return true;
    };
    const agent = rehearsal.start();
    server.deliver(refused);
    await until(() => agent.log().includes('the server refuses events'));
    server.deliver(other);
    expect(await untilFinished(server, other.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
    expect(server.eventsOf(refused.invocationId)).toEqual([]);
  });

  it('and does not know an invocation any more has its events dropped, and the agent goes on', async () => {
    const { server } = rehearsal;
    const unknown = await server.signCommand({ content: document(['true']) });
    const other = await server.signCommand({ content: document(['true']) });
    server.intercept = ({ path, body }, response) => {
      if (path !== 'events' || !body.includes(unknown.invocationId)) return false;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ acknowledged: { [unknown.invocationId]: -1 } }));
      return true;
    };
    const agent = rehearsal.start();
    server.deliver(unknown);
    await until(() => agent.log().includes('its events are dropped'));
    server.deliver(other);
    expect(await untilFinished(server, other.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('and lives in another hour gets tokens of its time and has its expiry kept', async () => {
    const { server } = rehearsal;
    const ahead = 3_600_000;
    server.intercept = ({ path }, response) => {
      if (path !== 'check-in') return false;
      const serverTime = new Date(Date.now() + ahead).toISOString();
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ serverTime, factsWanted: false, nextCheckInSeconds: 3600 }));
      return true;
    };
    rehearsal.start();
    await until(() => server.requests.find(({ path }) => path === 'check-in'));
    const command = await server.signCommand({ content: document(['true']) });
    const isAhead = ({ claims }: { claims: Record<string, unknown> }) =>
      (claims['iat'] as number) * 1000 > Date.now() + ahead / 2;
    await until(() => server.requests.some((request) => isAhead(request)));
    server.deliver(command);
    const refused = await until(() => server.eventsOf(command.invocationId).find((event) => event.type === 'refused'));
    expect(refused.code).toBe('EXPIRED');
  });

  it('and answers with the page of a proxy is asked again', async () => {
    const { server } = rehearsal;
    let pages = 0;
    server.intercept = ({ path }, response) => {
      if (path !== 'inbox' || pages === 2) return false;
      pages += 1;
      response
        .writeHead(pages === 1 ? 200 : 404, { 'content-type': 'text/html' })
        .end('<html>sign in to the network</html>');
      return true;
    };
    rehearsal.start();
    const command = await server.signCommand({ content: document(['true']) });
    server.deliver(command);
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
    expect(pages).toBe(2);
  });
});
