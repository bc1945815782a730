import { buffer } from 'node:stream/consumers';
import { CodedError } from '@rustine/contract';
import { countRows, createLakeReader, type Ingester } from '@rustine/lake';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { csvOf, csvOfText } from './testing/csv.ts';
import { startReportsWorld, type WorldOptions } from './testing/reports-world.ts';

type World = Awaited<ReturnType<typeof startReportsWorld>>;

async function run(world: World) {
  const instanceId = await world.addInstance();
  return { instanceId, invocationId: await world.addInvocation(instanceId) };
}

interface Stored {
  readonly kind: string;
  readonly state: string;
  readonly rows: number | null;
  readonly line: number | null;
  readonly column: string | null;
  readonly reason: string | null;
}

async function stored(world: World): Promise<Stored[]> {
  const { rows } = await sql<Stored>`
    select kind, state, rows, fault_line as line, fault_column as "column", fault_reason as reason
    from reports order by kind, id`.execute(world.db);
  return rows;
}

async function lakeRows(world: World): Promise<unknown> {
  const reader = await createLakeReader({ lakeRoot: `${world.root}/lake` });
  try {
    return await reader.run(countRows('updates-before'), {});
  } finally {
    reader.close();
  }
}

const rows = [{ name: 'bash' }, { name: 'zsh' }];

it('takes a report once, however often its event comes and its file is uploaded', async () => {
  await using world = await startReportsWorld();
  const ids = await run(world);
  const csv = csvOf({ kind: 'updates-before', ...ids, rows });
  const key = await world.upload(csv, ids);
  await world.ingest();
  for (let time = 0; time < 3; time += 1) {
    await world.upload(csv, ids);
    expect(await world.reports.objectCreated({ key, sha256: csv.sha256 })).toBe(false);
    await world.ingest();
  }
  expect(await stored(world)).toMatchObject([{ state: 'INGESTED', rows: 2 }]);
  expect(await lakeRows(world)).toEqual([{ rows: 2, reports: 1 }]);
  expect(world.settled).toEqual([ids.invocationId]);
});

it('quarantines a report that breaks the contract, names the place, and lets the rest of the run stand', async () => {
  await using world = await startReportsWorld();
  const ids = await run(world);
  await world.upload(csvOf({ kind: 'updates-before', ...ids, rows }), ids);
  await world.upload(
    csvOf({ kind: 'available-updates', ...ids, rows: [{ name: 'bash' }, { name: 'zsh', size_bytes: 'many' }] }),
    ids,
  );
  await world.upload(csvOfText('software-inventory', 'not,a,report\n'), ids);
  await world.ingest();
  expect(await stored(world)).toMatchObject([
    { kind: 'available-updates', state: 'QUARANTINED', line: 3, column: 'size_bytes' },
    { kind: 'software-inventory', state: 'QUARANTINED', line: 1 },
    { kind: 'updates-before', state: 'INGESTED', rows: 2, reason: null },
  ]);
  const summary = await world.db.transaction().execute((tx) => world.reports.reportSummary(tx, ids.invocationId));
  expect(summary).toMatchObject({ granted: 0, uploaded: 0, ingested: 1, failed: [] });
  expect(summary.quarantined).toContainEqual(
    expect.objectContaining({ kind: 'available-updates', line: 3, column: 'size_bytes' }),
  );
});

it('two replicas that ingest at once take each report once', async () => {
  await using world = await startReportsWorld();
  for (let index = 0; index < 6; index += 1) {
    const ids = await run(world);
    await world.upload(csvOf({ kind: 'updates-before', ...ids, rows }), ids);
    if (index % 2 === 1) await Promise.all([world.ingest(), world.ingest(), world.ingest()]);
  }
  await Promise.all([world.ingest(), world.ingest()]);
  await world.ingest();
  expect(await stored(world)).toMatchObject(Array.from({ length: 6 }, () => ({ state: 'INGESTED', rows: 2 })));
  expect(await lakeRows(world)).toEqual([{ rows: 12, reports: 6 }]);
  expect(world.settled).toHaveLength(6);
});

it('a batch that cannot be ingested shows why, waits longer each time, and does not hold up the next one', async () => {
  const lake: WorldOptions['lake'] = (real: Ingester) => ({
    async ingestBatch(batch) {
      if (batch.reports.some((report) => report.kind === 'updates-after'))
        throw new CodedError('UNAVAILABLE', 'no space left on the device');
      return real.ingestBatch(batch);
    },
  });
  await using world = await startReportsWorld({ lake });
  const ids = await run(world);
  await world.upload(csvOf({ kind: 'updates-after', ...ids, rows }), ids);
  await world.ingest();
  const waits: number[] = [];
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const { rows: batches } = await sql<{ next: Date }>`
      select next_attempt_at as next from ingest_batches where finished_at is null`.execute(world.db);
    const { next } = batches[0]!;
    waits.push(next.getTime() - world.time.now.getTime());
    world.time.now = next;
    await world.ingest();
  }
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  expect(new Set(waits).size).toBe(3);
  await world.upload(csvOf({ kind: 'updates-before', ...ids, rows }), ids);
  await world.ingest();
  expect(await stored(world)).toMatchObject([
    { kind: 'updates-after', state: 'UPLOADED', reason: expect.stringContaining('no space left on the device') },
    { kind: 'updates-before', state: 'INGESTED' },
  ]);
});

it('a report that the database cannot hold is quarantined alone, and its rows leave the lake', async () => {
  await using world = await startReportsWorld({
    compliance: () => ({
      async applyReport(tx, report) {
        // PostgreSQL's own refusal of a value, as too large a key or a time out of range would be.
        if (report.rowCount === 3) await sql`select 'not a number'::integer`.execute(tx);
      },
    }),
  });
  const good = await run(world);
  const bad = await run(world);
  await world.upload(csvOf({ kind: 'updates-before', ...good, rows }), good);
  await world.upload(csvOf({ kind: 'updates-before', ...bad, rows: [...rows, { name: 'fish' }] }), bad);
  await world.ingest();
  expect(await stored(world)).toMatchObject([
    { state: 'INGESTED', rows: 2 },
    { state: 'QUARANTINED', reason: expect.stringContaining('the database cannot hold a value') },
  ]);
  expect(await lakeRows(world)).toEqual([{ rows: 2, reports: 1 }]);
  expect(world.settled.toSorted()).toEqual([bad.invocationId, good.invocationId].toSorted());
});

it('a report whose object vanished from the store is quarantined with that reason', async () => {
  await using world = await startReportsWorld();
  const ids = await run(world);
  const key = await world.upload(csvOf({ kind: 'updates-before', ...ids, rows }), ids);
  await world.store.delete(key);
  await world.ingest();
  expect(await stored(world)).toMatchObject([{ state: 'QUARANTINED', reason: 'the store no longer holds the object' }]);
});

it('lists reports newest first, page by page, and streams their content byte for byte', async () => {
  await using world = await startReportsWorld();
  const ids = await run(world);
  const csvs = (['updates-before', 'updates-after', 'failed-updates'] as const).map((kind) =>
    csvOf({ kind, ...ids, rows: [{ name: 'bash', error_code: '1', error_message: 'x' }] }),
  );
  for (const csv of csvs) await world.upload(csv, ids);
  await world.ingest();
  const { handlers } = world.reports;
  const principal = { accessTokenId: 'tok', name: 'test', role: 'ADMIN', method: 'TOKEN' } as const;
  const request = { principal, requestId: '', body: undefined };
  const page = (cursor?: string) =>
    handlers.listReports({
      ...request,
      params: undefined,
      query: { limit: 2, instanceId: ids.instanceId, cursor },
    });
  const first = await page();
  const second = await page(first.nextCursor!);
  expect([...first.items, ...second.items].map((report) => report.kind)).toEqual(
    csvs.map((csv) => csv.kind).toReversed(),
  );
  expect(second.nextCursor).toBeNull();
  const reportId = second.items[0]!.id;
  const raw = await handlers.getReportContent({ ...request, params: { reportId }, query: undefined });
  expect(await buffer(raw.stream)).toEqual(csvs[0]!.bytes);
  const missing = handlers.getReport({
    ...request,
    params: { reportId: reportId.replace(/.$/, 'x') },
    query: undefined,
  });
  await expect(missing).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
