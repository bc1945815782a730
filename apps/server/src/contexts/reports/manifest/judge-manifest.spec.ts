import { Readable } from 'node:stream';
import { generateKeyPair } from 'jose';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { csvOf, csvOfText, type Csv } from '../testing/csv.ts';
import { signingRun, type ManifestEntry } from '../testing/manifest.ts';
import { startReportsWorld } from '../testing/reports-world.ts';

let world: Awaited<ReturnType<typeof startReportsWorld>>;
let run: Awaited<ReturnType<typeof signingRun>>;
beforeAll(async () => {
  world = await startReportsWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  run = await signingRun(world);
  world.settled.length = 0;
});

async function publish(manifest: Csv): Promise<void> {
  const { body } = await run.announce(manifest);
  expect((await world.put(body.manifest!, manifest.bytes)).status).toBe(204);
}

async function reportsOf(invocationId: string) {
  const { rows } = await sql<{ kind: string; state: string; reason: string | null }>`
    select kind, state, fault_reason as reason from reports where invocation_id = ${invocationId}
    order by kind`.execute(world.db);
  return rows;
}

const otherSum = (entry: ManifestEntry): ManifestEntry => ({ ...entry, sha256: 'a'.repeat(64) });
const otherSize = (entry: ManifestEntry): ManifestEntry => ({ ...entry, sizeBytes: entry.sizeBytes + 1 });

describe('a signed manifest', () => {
  it('bears out the reports that it lists, and the run is weighed once more', async () => {
    const entry = await run.upload();
    expect(await run.verdict()).toEqual({ state: 'ABSENT' });
    await publish(await run.sign([entry]));
    expect(await run.verdict()).toEqual({ state: 'BEARS_OUT' });
    expect(world.settled).toEqual([run.invocationId]);
    await world.ingest();
    expect(await reportsOf(run.invocationId)).toMatchObject([{ state: 'INGESTED', reason: null }]);
  });

  const lies: [string, RegExp, (entry: ManifestEntry) => Promise<Csv>][] = [
    ['gives a report another sum', /SHA-256 a{64}/, (entry) => run.sign([otherSum(entry)])],
    ['gives a report another size', /bytes, it has/, (entry) => run.sign([otherSize(entry)])],
    ['does not have a report that was uploaded', /does not have this report/, () => run.sign([])],
    ['has a report twice', /one report twice/, (entry) => run.sign([entry, entry])],
    [
      'is signed by another key',
      /not signed by this instance's key/,
      async (entry) => run.sign([entry], (await generateKeyPair('EdDSA')).privateKey),
    ],
    ['is no signed text at all', /not signed/, async () => csvOfText('updates-before', '\0 no JWS')],
    ['is of another form', /form of a manifest/, (entry) => run.sign([{ ...entry, sha256: 'no sum' }])],
    ['names another key', /never gave/, (entry) => run.sign([{ ...entry, key: `${entry.key}\0` }])],
  ];

  it.each(lies)('that %s refutes the run, and the report is quarantined', async (_name, reason, lie) => {
    await publish(await lie(await run.upload()));
    expect(await run.verdict()).toMatchObject({ state: 'REFUTES', reason: expect.stringMatching(reason) });
    await world.ingest();
    expect(await reportsOf(run.invocationId)).toMatchObject([
      { state: 'QUARANTINED', reason: expect.stringMatching(reason) },
    ]);
  });

  it.each(lies)('that %s refutes the run also when the report was ingested before', async (_name, reason, lie) => {
    const entry = await run.upload();
    await world.ingest();
    world.settled.length = 0;
    await publish(await lie(entry));
    expect(await run.verdict()).toMatchObject({ state: 'REFUTES', reason: expect.stringMatching(reason) });
    expect(world.settled).toEqual([run.invocationId]);
  });

  it('that has a report which was never announced refutes the run', async () => {
    const entry = await run.upload();
    const key = entry.key.replace('updates-before', 'updates-after');
    await publish(await run.sign([entry, { ...entry, kind: 'updates-after', key }]));
    expect(await run.verdict()).toMatchObject({ reason: expect.stringContaining('updates-after, which was never') });
  });

  it('may leave out what was announced and never uploaded, and refutes it when it comes after all', async () => {
    const late = csvOf({ kind: 'updates-after', ...run, rows: [{ name: 'bash' }] });
    const { kind, sizeBytes, sha256 } = late;
    const { invocationId, instanceId } = run;
    const { body } = await world.grants(instanceId, { invocationId, reports: [{ kind, sizeBytes, sha256 }] });
    await publish(await run.sign([await run.upload()]));
    expect(await run.verdict()).toEqual({ state: 'BEARS_OUT' });
    expect((await world.put(body.grants[0]!.grant, late.bytes)).status).toBe(204);
    expect(await run.verdict()).toMatchObject({ state: 'REFUTES' });
    await world.ingest();
    expect(await reportsOf(invocationId)).toMatchObject([
      { kind: 'updates-after', state: 'QUARANTINED' },
      { kind: 'updates-before', state: 'INGESTED' },
    ]);
  });

  it('cannot be taken back, and no report is announced after it', async () => {
    const entry = await run.upload();
    const first = await run.sign([otherSum(entry)]);
    await publish(first);
    const second = await run.announce(await run.sign([entry]));
    expect(second).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    expect((await run.announce(first)).status).toBe(200);
    const { invocationId, instanceId } = run;
    const { kind, sizeBytes, sha256 } = csvOf({ kind: 'updates-after', ...run, rows: [{ name: 'bash' }] });
    const third = await world.grants(instanceId, { invocationId, reports: [{ kind, sizeBytes, sha256 }] });
    expect(third).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    expect(await reportsOf(run.invocationId)).toHaveLength(1);
    expect(await run.verdict()).toMatchObject({ state: 'REFUTES' });
  });

  it('that another one was announced in the place of before it came is not taken', async () => {
    const entry = await run.upload();
    const [first, second] = [await run.sign([otherSum(entry)]), await run.sign([entry])];
    const { body } = await run.announce(first);
    await run.announce(second);
    expect((await world.put(body.manifest!, first.bytes)).status).toBe(403);
    await publish(second);
    expect(await run.verdict()).toEqual({ state: 'BEARS_OUT' });
  });

  it('whose event was lost is found by the verification, and judged once by all that come at once', async () => {
    const manifest = await run.sign([await run.upload()]);
    const { key } = (await run.announce(manifest)).body.manifest!;
    await world.store.put(key, Readable.from([manifest.bytes]));
    const answers = await Promise.all(Array.from({ length: 5 }, () => world.verify(run.instanceId, key)));
    expect(answers.map(({ body }) => body.verified)).toEqual([true, true, true, true, true]);
    expect(await run.verdict()).toEqual({ state: 'BEARS_OUT' });
    expect(world.settled).toEqual([run.invocationId]);
  });

  it('whose event was lost is found by the sweep', async () => {
    const manifest = await run.sign([await run.upload()]);
    const { key } = (await run.announce(manifest)).body.manifest!;
    await world.store.put(key, Readable.from([manifest.bytes]));
    world.time.now = new Date(Date.now() + 60_000);
    await world.reports.start();
    await world.reports.stop();
    expect(await run.verdict()).toEqual({ state: 'BEARS_OUT' });
  });
});
