import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvOf, type Csv } from '../testing/csv.ts';
import { startReportsWorld } from '../testing/reports-world.ts';

let world: Awaited<ReturnType<typeof startReportsWorld>>;
beforeAll(async () => {
  world = await startReportsWorld({ app: { bodyMsMax: 200 } });
});
afterAll(() => world[Symbol.asyncDispose]());

interface Slow {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/** A client on a bad line: a byte at a time, the last one not before `last`. Answers the status of the answer. */
async function trickle({ path, method, headers, bytes }: Slow, last: Promise<unknown>): Promise<number> {
  const asked = request(world.base + path, { method, headers: { ...headers, 'content-length': bytes.length } });
  const answered = once(asked, 'response') as Promise<[IncomingMessage]>;
  const status = answered.then(([response]) => response.resume().statusCode ?? 0);
  const stop = new AbortController();
  const ended = (async () => {
    let sent = 0;
    for (; sent < bytes.length - 1 && !stop.signal.aborted; sent += 1) {
      asked.write(bytes.subarray(sent, sent + 1));
      await sleep(10, undefined, { signal: stop.signal });
    }
    await last;
    asked.end(bytes.subarray(sent));
  })();
  ended.catch(() => undefined);
  asked.on('error', () => undefined);
  try {
    return await status;
  } finally {
    stop.abort();
    asked.destroy();
  }
}

async function granted(): Promise<{ put: Slow; csv: Csv; ids: { instanceId: string; invocationId: string } }> {
  const instanceId = await world.addInstance();
  const ids = { instanceId, invocationId: await world.addInvocation(instanceId) };
  const csv = csvOf({ kind: 'updates-before', ...ids, rows: [{ name: 'bash' }] });
  const { kind, sizeBytes, sha256 } = csv;
  const { body } = await world.grants(instanceId, {
    invocationId: ids.invocationId,
    reports: [{ kind, sizeBytes, sha256 }],
  });
  const { url, headers } = body.grants[0]!.grant;
  const { pathname, search } = new URL(url);
  return { put: { path: pathname + search, method: 'PUT', headers, bytes: csv.bytes }, csv, ids };
}

describe('a body that trickles in', () => {
  it('is waited for when it is an upload, longer than any other, and taken whole', async () => {
    const { put, ids } = await granted();
    const bytes = Buffer.from(
      JSON.stringify({ invocationId: ids.invocationId, reports: [], padding: 'x'.repeat(500) }),
    );
    const headers = { authorization: `Bearer ${ids.instanceId}`, 'content-type': 'application/json' };
    const never = new Promise(() => undefined);
    const uploading = Promise.withResolvers<void>();
    const upload = trickle(put, uploading.promise);
    // Begun after the upload, so the upload has had all of the time that cuts this one off.
    const other = await trickle({ path: '/api/v1/agent/grants', method: 'POST', headers, bytes }, never);
    expect(other).toBe(408);
    uploading.resolve();
    expect(await upload).toBe(204);
  });

  it('is cut off at the end of its grant, and nothing is kept', async () => {
    const { put, csv, ids } = await granted();
    world.time.now = new Date(world.time.now.getTime() + 15 * 60_000 - 300);
    expect(await trickle(put, new Promise(() => undefined))).toBe(408);
    const key = decodeURIComponent(new URL(put.path, world.base).pathname.replace('/objects/', ''));
    expect(await world.store.stat(key)).toBeNull();
    expect(await world.upload(csv, ids)).toBe(key);
  });
});
