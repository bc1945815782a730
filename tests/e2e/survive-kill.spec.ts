import { setTimeout as sleep } from 'node:timers/promises';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { countRows, createLakeReader } from '@rustine/lake';
import { reportKinds } from '@rustine/contract';
import {
  getWorkRequest,
  listInvocations,
  listReports,
  runCommand,
  unwrap,
  type Report,
  type RustineClient,
} from '@rustine/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHouse, type House } from './harness/open-house.ts';
import { waitUntil } from './harness/wait-until.ts';
import { postmasterPid } from './harness/postmaster-pid.ts';

let house: House;
let instanceId: string;
let stateDir: string;
let stopAgent: () => Promise<unknown>;
let killAgent: () => Promise<void>;

async function startAgent(): Promise<void> {
  const agent = await house.startAgent('one');
  instanceId = agent.instanceId;
  stateDir = agent.stateDir;
  stopAgent = agent.process.stop;
  killAgent = agent.process.kill;
}

beforeAll(async () => {
  house = await openHouse();
  await house.startServer();
  await startAgent();
});

afterAll(async () => {
  await stopAgent();
  await house[Symbol.asyncDispose]();
});

async function startScan(client: RustineClient): Promise<string> {
  const work = await unwrap(
    runCommand({ client, body: { documentName: 'Rustine-ScanInstance', instanceIds: [instanceId] } }),
  );
  return work.id;
}

async function reportsOf(client: RustineClient, workRequestId: string): Promise<Report[]> {
  return (await unwrap(listReports({ client, query: { workRequestId } }))).items;
}

/** A point of the run at which something is killed; `reached` says whether the run has come so far. */
interface Moment {
  readonly name: string;
  readonly reached: (client: RustineClient, workRequestId: string) => Promise<boolean>;
}

const moments: readonly Moment[] = [
  { name: 'as soon as it was asked for', reached: async () => true },
  {
    name: 'while its step runs',
    reached: async (client, id) =>
      (await unwrap(getWorkRequest({ client, path: { workRequestId: id } }))).counts.RUNNING === 1,
  },
  {
    name: 'well into its step',
    reached: async (client, id) => {
      const running = (await unwrap(getWorkRequest({ client, path: { workRequestId: id } }))).counts.RUNNING === 1;
      if (running) await sleep(1500);
      return running;
    },
  },
  { name: 'when its first report is granted', reached: async (client, id) => (await reportsOf(client, id)).length > 0 },
  {
    name: 'when its first report is uploaded',
    reached: async (client, id) => (await reportsOf(client, id)).some((report) => report.state !== 'GRANTED'),
  },
  {
    name: 'when its last report is uploaded',
    reached: async (client, id) => {
      const reports = await reportsOf(client, id);
      return reports.length === 3 && reports.every((report) => report.state !== 'GRANTED');
    },
  },
];

const victims = [
  {
    name: 'the server',
    kill: async () => {
      await house.server().kill();
      await house.startServer();
    },
  },
  {
    name: 'the agent',
    kill: async () => {
      await killAgent();
      await startAgent();
    },
  },
  {
    name: 'PostgreSQL',
    kill: async () => {
      const pid = await postmasterPid(house.dataDir);
      process.kill(pid, 'SIGKILL');
      await waitUntil(
        'PostgreSQL is there again',
        async () => (await fetch(`${house.url}/readyz`)).ok && (await postmasterPid(house.dataDir)) !== pid,
      );
    },
  },
];

/** Rows of every report that was ever ingested here, by kind; the lake must hold exactly these. */
async function rowsOfIngestedReports(client: RustineClient): Promise<Map<string, number>> {
  const rows = new Map<string, number>();
  const { items } = await unwrap(listReports({ client, query: { state: 'INGESTED', limit: 1000 } }));
  for (const report of items) rows.set(report.kind, (rows.get(report.kind) ?? 0) + report.rows!);
  return rows;
}

describe.each(victims)('a run survives kill -9 of $name', ({ kill }) => {
  it.each(moments)('$name', async ({ reached }) => {
    const client = await house.client();
    const workRequestId = await startScan(client);
    await waitUntil('the moment has come', () => reached(client, workRequestId), {
      state: () => house.server().log().slice(-2000),
    });
    await kill();

    const work = await waitUntil(
      'the run has ended',
      async () => {
        const found = await unwrap(getWorkRequest({ client, path: { workRequestId } }));
        return found.finishedAt === null ? undefined : found;
      },
      { seconds: 90, state: () => house.server().log().slice(-4000) },
    );
    expect(work).toMatchObject({ state: 'SUCCEEDED', percentComplete: 100, counts: { SUCCEEDED: 1 } });
    const reports = await reportsOf(client, workRequestId);
    expect(new Map(reports.map((report) => [report.kind, report.state]))).toEqual(
      new Map([
        ['updates-before', 'INGESTED'],
        ['software-inventory', 'INGESTED'],
        ['available-updates', 'INGESTED'],
      ]),
    );
    expect(reports).toHaveLength(3);
  });
});

describe('after all that was killed', () => {
  it('nothing is left in progress', async () => {
    const client = await house.client();
    await waitUntil('what the server itself asked for has ended too', async () => {
      const { items } = await unwrap(listInvocations({ client, query: { limit: 1000 } }));
      return items.every((invocation) => invocation.finishedAt !== null);
    });
    const { items } = await unwrap(listInvocations({ client, query: { limit: 1000 } }));
    expect(items.filter((invocation) => invocation.state !== 'SUCCEEDED')).toEqual([]);
  });

  it('each report is in the lake once', async () => {
    const client = await house.client();
    const expected = await rowsOfIngestedReports(client);
    const reader = await createLakeReader({ lakeRoot: join(house.dataDir, 'lake') });
    try {
      for (const kind of reportKinds) {
        if (!expected.has(kind)) continue;
        const [counted] = await reader.run(countRows(kind), {});
        expect(counted!.rows, kind).toBe(expected.get(kind));
      }
    } finally {
      reader.close();
    }
  });

  it('the agent holds no report that it has not handed over', async () => {
    expect(await readdir(join(stateDir, 'reports'), { recursive: true })).toEqual([]);
  });
});
