import { createRustineClient } from '@rustine/sdk';
import { describe, expect, it } from 'vitest';
import type { EndedWork } from './describe-failure.ts';
import { tellFailure } from './tell-failure.ts';

const work: EndedWork = {
  id: 'wr-00000000-0000-7000-8000-000000000001',
  documentName: 'Talk',
  state: 'FAILED',
  reason: '1 failed.',
  counts: { FAILED: 2 },
};

const clientOf = (answer: () => Promise<Response>) =>
  createRustineClient({ baseUrl: 'http://127.0.0.1:1', token: 'right', fetch: answer });

describe('why a run failed', () => {
  it('is read once the server that was away is there again', async () => {
    let asked = 0;
    const client = clientOf(async () => {
      asked += 1;
      if (asked === 1) throw new TypeError('fetch failed');
      return Response.json({ items: [], nextCursor: null });
    });
    const told = await tellFailure(work, { client, signal: new AbortController().signal, awayMs: 60_000 });
    expect(told).toMatch(/^Talk ended FAILED: 1 failed\./);
  });

  it('is left to be looked up when the server stays away, and the end stands', async () => {
    const client = clientOf(() => Promise.reject(new TypeError('fetch failed')));
    const told = await tellFailure(work, { client, signal: new AbortController().signal, awayMs: 0 });
    expect(told).toBe(`Talk ended FAILED: "rustine work-request show ${work.id}" tells why.`);
  });
});
