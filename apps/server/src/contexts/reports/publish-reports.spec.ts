import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvOf, type Csv } from './testing/csv.ts';
import { signingRun } from './testing/manifest.ts';
import { startReportsWorld } from './testing/reports-world.ts';

type World = Awaited<ReturnType<typeof startReportsWorld>>;

let world: World;
beforeAll(async () => {
  world = await startReportsWorld({ now: new Date('2026-11-21T23:59:30Z') });
});
afterAll(() => world[Symbol.asyncDispose]());

async function run() {
  const instanceId = await world.addInstance();
  return { instanceId, invocationId: await world.addInvocation(instanceId) };
}

const announced = ({ kind, sizeBytes, sha256 }: Csv) => ({ kind, sizeBytes, sha256 });

async function ask(ids: { instanceId: string; invocationId: string }, csv: Csv) {
  const { body } = await world.grants(ids.instanceId, { invocationId: ids.invocationId, reports: [announced(csv)] });
  return body.grants[0]!.grant;
}

async function statesOf(invocationId: string): Promise<string[]> {
  const { rows } = await sql<{ state: string }>`
    select state from reports where invocation_id = ${invocationId} order by created_at, id`.execute(world.db);
  return rows.map((row) => row.state);
}

const oneRow = [{ name: 'bash' }];

describe('grants', () => {
  it('gives the same key after midnight as before it', async () => {
    const ids = await run();
    const csv = csvOf({ kind: 'updates-before', ...ids, rows: oneRow });
    world.time.now = new Date('2026-11-21T23:59:59Z');
    const before = await ask(ids, csv);
    world.time.now = new Date('2026-11-22T00:00:01Z');
    const after = await ask(ids, csv);
    expect(after.key).toBe(before.key);
    expect(after.key).toContain('date=2026-11-21');
    expect(await statesOf(ids.invocationId)).toEqual(['GRANTED']);
  });

  it('are refused for the invocation of another instance exactly as for one that is not there', async () => {
    const ids = await run();
    const stranger = await world.addInstance();
    const csv = csvOf({ kind: 'updates-before', ...ids, rows: oneRow });
    const others = await world.grants(stranger, { invocationId: ids.invocationId, reports: [announced(csv)] });
    expect(others).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await statesOf(ids.invocationId)).toEqual([]);
  });

  it('are refused for an invocation that ended more than a week ago', async () => {
    const instanceId = await world.addInstance();
    const finishedAt = new Date(world.time.now.getTime() - 8 * 86_400_000);
    const invocationId = await world.addInvocation(instanceId, { state: 'SUCCEEDED', finishedAt });
    const csv = csvOf({ kind: 'updates-before', instanceId, invocationId, rows: oneRow });
    const answer = await world.grants(instanceId, { invocationId, reports: [announced(csv)] });
    expect(answer).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
  });

  it('name the place when one kind is announced twice', async () => {
    const ids = await run();
    const csv = announced(csvOf({ kind: 'updates-before', ...ids, rows: oneRow }));
    const answer = await world.grants(ids.instanceId, { invocationId: ids.invocationId, reports: [csv, csv] });
    expect(answer).toMatchObject({ status: 400, body: { details: [{ place: 'body.reports.1.kind' }] } });
  });

  it('let a file that was never uploaded be replaced, and then refuse the first one', async () => {
    const ids = await run();
    const first = csvOf({ kind: 'updates-before', ...ids, rows: oneRow });
    const second = csvOf({ kind: 'updates-before', ...ids, rows: [{ name: 'zsh' }] });
    const firstGrant = await ask(ids, first);
    const secondGrant = await ask(ids, second);
    expect((await world.put(firstGrant, first.bytes)).status).toBe(403);
    expect((await world.put(secondGrant, second.bytes)).status).toBe(204);
    expect(await statesOf(ids.invocationId)).toEqual(['FAILED', 'UPLOADED']);
  });

  it('never let a file that was uploaded be replaced by another', async () => {
    const ids = await run();
    await world.upload(csvOf({ kind: 'updates-before', ...ids, rows: oneRow }), ids);
    const other = csvOf({ kind: 'updates-before', ...ids, rows: [{ name: 'zsh' }] });
    const answer = await world.grants(ids.instanceId, { invocationId: ids.invocationId, reports: [announced(other)] });
    expect(answer).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    expect(await statesOf(ids.invocationId)).toEqual(['UPLOADED']);
  });
});

describe('an upload', () => {
  it('is refused with another object key, another size, another sum or after its time, and nothing is kept', async () => {
    const ids = await run();
    const csv = csvOf({ kind: 'updates-before', ...ids, rows: oneRow });
    const grant = await ask(ids, csv);
    const others = await run();
    const elsewhere = grant.url
      .replaceAll(ids.invocationId, others.invocationId)
      .replaceAll(ids.instanceId, others.instanceId);
    const larger = grant.url.replace(/([?&]size=)\d+/, '$19999');
    expect(larger).not.toBe(grant.url);
    for (const url of [elsewhere, larger, `${grant.url}0`]) {
      expect((await world.put({ ...grant, url }, csv.bytes)).status).toBe(403);
    }
    expect((await world.put(grant, Buffer.from('something else'))).status).toBe(422);
    const sameLength = Buffer.from(csv.bytes);
    sameLength[sameLength.length - 2] = 'x'.charCodeAt(0);
    expect((await world.put(grant, sameLength)).status).toBe(422);
    world.time.now = new Date(world.time.now.getTime() + 3_600_000);
    expect((await world.put(grant, csv.bytes)).status).toBe(403);
    expect(await world.store.stat(grant.key)).toBeNull();
    expect(await statesOf(ids.invocationId)).toEqual(['GRANTED']);
  });

  it('of a stranger is refused before the database is asked, whatever its key is', async () => {
    const ids = await run();
    const grant = await ask(ids, csvOf({ kind: 'updates-before', ...ids, rows: oneRow }));
    const url = new URL(grant.url);
    url.searchParams.set('signature', 'A'.repeat(43));
    // Whoever asked about reports now would wait for the lock, and the test would not end.
    await world.db.transaction().execute(async (tx) => {
      await sql`lock table reports in access exclusive mode`.execute(tx);
      for (const path of [url.pathname, '/objects/reports/%00', '/objects/..%2f..%2fescaped']) {
        const forged = `${url.origin}${path}${url.search}`;
        const answer = await world.put({ ...grant, url: forged }, Buffer.from('x'));
        expect(answer.status).toBe(403);
        expect(await answer.json()).toMatchObject({ code: 'GRANT_INVALID' });
      }
    });
  });

  it('is verified by what the store holds, and only for the instance that announced it', async () => {
    const ids = await run();
    const csv = csvOf({ kind: 'updates-before', ...ids, rows: oneRow });
    const { key } = await ask(ids, csv);
    expect((await world.verify(ids.instanceId, key)).body).toEqual({
      verified: false,
      sizeBytes: null,
      sha256: null,
      reportState: 'GRANTED',
    });
    await world.upload(csv, ids);
    const { sizeBytes, sha256 } = csv;
    expect((await world.verify(ids.instanceId, key)).body).toEqual({
      verified: true,
      sizeBytes,
      sha256,
      reportState: 'UPLOADED',
    });
    expect((await world.verify(await world.addInstance(), key)).status).toBe(404);
  });

  it('that the store took while its event was lost is found by the verification', async () => {
    const ids = await run();
    const csv = csvOf({ kind: 'updates-before', ...ids, rows: oneRow });
    const { key } = await ask(ids, csv);
    await putIntoStore(key, csv);
    expect((await world.verify(ids.instanceId, key)).body).toMatchObject({ verified: true, reportState: 'UPLOADED' });
  });

  it('that the store took while its event was lost is found by the sweep, and ingested', async () => {
    const ids = await run();
    const csv = csvOf({ kind: 'updates-before', ...ids, rows: oneRow });
    await putIntoStore((await ask(ids, csv)).key, csv);
    world.time.now = new Date(Date.now() + 60_000);
    await world.reports.start();
    await world.reports.stop();
    expect(await statesOf(ids.invocationId)).toEqual(['UPLOADED']);
    await world.ingest();
    expect(await statesOf(ids.invocationId)).toEqual(['INGESTED']);
  });

  it('that never comes fails when its invocation is long over, and still may come later', async () => {
    const instanceId = await world.addInstance();
    world.time.now = new Date(Date.now() + 60_000);
    const finishedAt = new Date(world.time.now.getTime() - 2 * 3_600_000);
    const invocationId = await world.addInvocation(instanceId, { state: 'TIMED_OUT', finishedAt });
    const csv = csvOf({ kind: 'updates-before', instanceId, invocationId, rows: oneRow });
    await ask({ instanceId, invocationId }, csv);
    await world.reports.start();
    await world.reports.stop();
    expect(await statesOf(invocationId)).toEqual(['FAILED']);
    expect(world.settled).toContain(invocationId);
    await world.upload(csv, { instanceId, invocationId });
    await world.ingest();
    expect(await statesOf(invocationId)).toEqual(['INGESTED']);
  });
});

describe('the manifest', () => {
  it('is granted under a key of its own and verified like a report', async () => {
    const ids = await signingRun(world);
    const manifest = await ids.sign([]);
    const { sizeBytes, sha256 } = manifest;
    const { body } = await ids.announce(manifest);
    expect((await world.put(body.manifest!, manifest.bytes)).status).toBe(204);
    const { key } = body.manifest!;
    expect((await world.verify(ids.instanceId, key)).body).toEqual({
      verified: true,
      sizeBytes,
      sha256,
      reportState: null,
    });
    expect((await world.verify(await world.addInstance(), key)).status).toBe(404);
  });
});

async function putIntoStore(key: string, csv: Csv): Promise<void> {
  await world.store.put(key, Readable.from([csv.bytes]));
}
