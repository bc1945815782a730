import { reportColumns, type ReportKind, type ReportManifest } from '@rustine/contract';
import { getWorkRequest, listReports, listWorkLog, runCommand, unwrap, type Report } from '@rustine/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrollByHand, sha256, type HandAgent } from './harness/hand-agent.ts';
import { openHouse, type House } from './harness/open-house.ts';
import { waitUntil } from './harness/wait-until.ts';

let house: House;
let agent: HandAgent;

beforeAll(async () => {
  house = await openHouse();
  await house.startServer();
  agent = await enrollByHand(house);
});

afterAll(() => house[Symbol.asyncDispose]());

async function startRun(): Promise<{ workRequestId: string; invocationId: string }> {
  const client = await house.client();
  const work = await unwrap(
    runCommand({ client, body: { documentName: 'Rustine-ScanInstance', instanceIds: [agent.instanceId] } }),
  );
  return { workRequestId: work.id, invocationId: await agent.accept() };
}

const header = (kind: ReportKind) => reportColumns[kind].map((column) => column.name).join(',');

function software(invocationId: string, cells: readonly string[]): string {
  const start = `1,${invocationId},${agent.instanceId},hand,2026-11-21T12:00:00Z`;
  const rows = cells.map((cell) => `${start},${cell},1.0,amd64,Somebody,deb,,1024`);
  return [header('software-inventory'), ...rows, ''].join('\n');
}

type ManifestEntry = ReportManifest['reports'][number];

async function upload(invocationId: string, kind: ReportKind, content: Buffer): Promise<ManifestEntry> {
  const grant = await agent.grant(invocationId, kind, content);
  expect((await agent.put(grant, content)).status).toBeLessThan(300);
  expect(await agent.verify(grant.key)).toMatchObject({
    verified: true,
    sizeBytes: content.length,
    sha256: sha256(content),
  });
  return { kind, key: grant.key, sizeBytes: content.length, sha256: sha256(content) };
}

async function settled(workRequestId: string): Promise<Report[]> {
  const client = await house.client();
  return waitUntil(
    'every report is ingested or quarantined',
    async () => {
      const { items } = await unwrap(listReports({ client, query: { workRequestId } }));
      return items.length > 0 && items.every((report) => report.state === 'INGESTED' || report.state === 'QUARANTINED')
        ? items
        : undefined;
    },
    { state: () => house.server().log().slice(-3000) },
  );
}

const good = (invocationId: string) => Buffer.from(software(invocationId, ['bash', 'dash', 'sed']));

const hostile: readonly {
  name: string;
  content: (invocationId: string) => Buffer;
  line: number | null;
  column: string | null;
  reason: RegExp;
}[] = [
  {
    name: 'cut off in the middle of a row',
    content: (id) => good(id).subarray(0, good(id).length - 12),
    line: 4,
    column: null,
    reason: /./,
  },
  {
    name: 'with a wrong header',
    content: (id) => Buffer.from(good(id).toString().replace('publisher', 'vendor')),
    line: 1,
    column: 'publisher',
    reason: /publisher|header/i,
  },
  {
    name: 'with a cell of 10 MB',
    content: (id) => Buffer.from(software(id, ['bash', 'x'.repeat(10 * 1024 * 1024)])),
    line: 3,
    column: 'name',
    reason: /./,
  },
  {
    name: 'with a NUL',
    content: (id) => Buffer.from(software(id, ['bash', 'da\0sh'])),
    line: 3,
    column: 'name',
    reason: /NUL/,
  },
  {
    name: 'in UTF-16',
    content: (id) => Buffer.from(`\uFEFF${software(id, ['bash'])}`, 'utf16le'),
    line: 1,
    column: null,
    reason: /UTF-?16|UTF-?8/,
  },
  {
    name: 'in Latin-1',
    content: (id) => Buffer.from(software(id, ['bash', 'café']), 'latin1'),
    line: 3,
    column: 'name',
    reason: /UTF-?8/,
  },
  {
    name: 'that names another instance',
    content: (id) =>
      Buffer.from(good(id).toString().replaceAll(agent.instanceId, 'mi-00000000-0000-7000-8000-000000000000')),
    line: 2,
    column: 'instance_id',
    reason: /./,
  },
  {
    name: 'with a number that is none',
    content: (id) => Buffer.from(good(id).toString().replace('1024', 'many')),
    line: 2,
    column: 'size_bytes',
    reason: /./,
  },
];

describe('a report', () => {
  it.each(hostile)(
    '$name is quarantined whole, with its place and the reason, and the rest of the run stands',
    async ({ content, line, column, reason }) => {
      const { workRequestId, invocationId } = await startRun();
      await upload(invocationId, 'software-inventory', content(invocationId));
      const installed = `${header('updates-before')}\n1,${invocationId},${agent.instanceId},hand,2026-11-21T12:00:00Z,bash,5.2,amd64,bash,\n`;
      await upload(invocationId, 'updates-before', Buffer.from(installed));
      await agent.tell(invocationId, { type: 'finished', state: 'SUCCEEDED', message: '', rebootRequired: false });

      const reports = await settled(workRequestId);
      const bad = reports.find((report) => report.kind === 'software-inventory')!;
      expect(bad.state).toBe('QUARANTINED');
      expect(bad.fault!.reason).toMatch(reason);
      expect(bad.fault).toMatchObject({ ...(line !== null && { line }), ...(column !== null && { column }) });
      expect(reports.find((report) => report.kind === 'updates-before')).toMatchObject({ state: 'INGESTED', rows: 1 });

      const work = await ended(workRequestId);
      expect(work.state).toBe('FAILED');
      expect(work.invocations[0]!.reason).toContain('software-inventory');
    },
  );

  it('of another sum than announced never becomes an object', async () => {
    const { invocationId } = await startRun();
    const announced = good(invocationId);
    const other = Buffer.from(announced.toString().replace('bash', 'hash'));
    const grant = await agent.grant(invocationId, 'software-inventory', announced);
    const answer = await agent.put(grant, other);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ code: 'OBJECT_MISMATCH' });
    expect(await agent.verify(grant.key)).toMatchObject({ verified: false });
    expect((await agent.put(grant, announced.subarray(0, 100))).ok).toBe(false);
    expect((await agent.put(grant, Buffer.concat([announced, announced]))).ok).toBe(false);
    expect((await agent.put(grant, announced)).ok).toBe(true);
    expect((await agent.put(grant, announced)).ok).toBe(true);
    expect(await agent.verify(grant.key)).toMatchObject({ verified: true });
    await agent.tell(invocationId, { type: 'finished', state: 'SUCCEEDED', message: '', rebootRequired: null });
  });
});

async function ended(workRequestId: string) {
  const client = await house.client();
  return waitUntil('the run has ended', async () => {
    const found = await unwrap(getWorkRequest({ client, path: { workRequestId } }));
    return found.finishedAt === null ? undefined : found;
  });
}

const success = { type: 'finished', state: 'SUCCEEDED', message: '', rebootRequired: null } as const;

describe('a run', () => {
  const lies: readonly { name: string; list: (entry: ManifestEntry) => ManifestEntry[]; reason: RegExp }[] = [
    { name: 'gives a report another sum', list: (e) => [{ ...e, sha256: 'a'.repeat(64) }], reason: /SHA-256 a{64}/ },
    { name: 'leaves out a report', list: () => [], reason: /does not have this report/ },
  ];

  it.each(lies)('whose manifest $name has failed, and its log says so', async ({ list, reason }) => {
    const { workRequestId, invocationId } = await startRun();
    const entry = await upload(invocationId, 'software-inventory', good(invocationId));
    expect((await agent.putManifest(invocationId, list(entry))).ok).toBe(true);
    await agent.tell(invocationId, success);
    const work = await ended(workRequestId);
    expect(work.state).toBe('FAILED');
    expect(work.invocations[0]!.reason).toMatch(reason);
    const { items } = await unwrap(listWorkLog({ client: await house.client(), path: { workRequestId } }));
    const errors = items.filter((line) => line.level === 'ERROR').map((line) => line.message);
    expect(errors).toContainEqual(expect.stringMatching(reason));
  });

  it('is called a success only when its manifest has come', async () => {
    const { workRequestId, invocationId } = await startRun();
    const entry = await upload(invocationId, 'software-inventory', good(invocationId));
    await agent.tell(invocationId, success);
    await settled(workRequestId);
    const client = await house.client();
    const waiting = await waitUntil('the run says what it waits for', async () => {
      const [found] = (await unwrap(getWorkRequest({ client, path: { workRequestId } }))).invocations;
      return found!.reason.includes('the signed manifest') ? found : undefined;
    });
    expect(waiting.state).toBe('RUNNING');
    expect((await agent.putManifest(invocationId, [entry])).ok).toBe(true);
    expect((await ended(workRequestId)).state).toBe('SUCCEEDED');
  });
});

describe('an instance', () => {
  it('gets no grant for an invocation of another instance, and may not ask about its objects', async () => {
    const { invocationId } = await startRun();
    const content = good(invocationId);
    const grant = await agent.grant(invocationId, 'software-inventory', content);
    const stranger = await enrollByHand(house);
    const asked = await stranger.post('grants', {
      invocationId,
      reports: [{ kind: 'software-inventory', sizeBytes: content.length, sha256: sha256(content) }],
    });
    expect(asked.status).toBe(404);
    expect((await stranger.post('uploads/verify', { key: grant.key })).status).toBe(404);
    const told = await stranger.post('events', {
      events: [
        {
          invocationId,
          seq: 3,
          at: new Date().toISOString(),
          type: 'finished',
          state: 'FAILED',
          message: 'a lie',
          rebootRequired: null,
        },
      ],
    });
    expect(await told.json()).toEqual({ acknowledged: { [invocationId]: -1 } });
    await agent.tell(invocationId, {
      type: 'finished',
      state: 'FAILED',
      message: 'the test ends',
      rebootRequired: null,
    });
  });
});
