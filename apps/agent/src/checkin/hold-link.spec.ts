import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../log.ts';
import { holdLink } from './hold-link.ts';
import { createReachability } from './reachability.ts';
import { createServerClock } from './server-clock.ts';

const log = createLog({ level: 'silent', json: true });
const pace = { firstMs: 1, longestMs: 5 };

let onLink: (response: ServerResponse, count: number) => void;
let links = 0;
let url: string;
const http = createServer((_request, response) => onLink(response, (links += 1)));
beforeEach(async () => {
  links = 0;
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterEach(async () => {
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
});

/** Holds a link until `enough` looks at the inbox were asked for, and answers how many links that took. */
async function linksUntil(enough: number, silenceMsMax = 60_000): Promise<number> {
  const stop = new AbortController();
  let looks = 0;
  const onInbox = () => {
    looks += 1;
    if (looks === enough) stop.abort(new Error('enough'));
  };
  const needs = {
    serverUrl: url,
    signToken: async () => 'token',
    clock: createServerClock(Date.now),
    onInbox,
    contact: { heard: () => undefined, linkOpened: () => undefined, linkClosed: () => undefined },
    silenceMsMax,
  };
  await expect(holdLink(needs, { signal: stop.signal, pace, log, reachability: createReachability() })).rejects.toThrow(
    'enough',
  );
  return links;
}

const open = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' });

describe('the link', () => {
  it('asks to look at the inbox at once, and at each inbox event, however the bytes are cut', async () => {
    onLink = (response) => {
      open(response).write('event: ping\ndata:\n\nevent: inb');
      response.write('ox\ndata:\n\n: a comment\n\nevent: inbox\r\ndata:\r\n\r\n');
    };
    expect(await linksUntil(3)).toBe(1);
  });

  it('is opened again when the server ends it, refuses it, or goes away', async () => {
    onLink = (response, count) => {
      if (count === 1) response.writeHead(503).end();
      else if (count === 2) response.destroy();
      else if (count === 3) open(response).end('event: ping\ndata:\n\n');
      else open(response).write('event: ping\ndata:\n\n');
    };
    expect(await linksUntil(2)).toBe(4);
  });

  it('is opened again when it has been silent for too long, also before the first answer', async () => {
    onLink = (response, count) => {
      if (count === 2) open(response).write('event: ping\ndata:\n\n');
      if (count >= 3) open(response).write('event: inbox\ndata:\n\n');
    };
    // More when the machine is so busy that a link counts as silent before its first word.
    expect(await linksUntil(3, 100)).toBeGreaterThanOrEqual(3);
  });
});
