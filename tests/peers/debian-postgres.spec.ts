import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { reportColumns } from '@rustine/contract';
import { countRows, createLakeReader } from '@rustine/lake';
import { listInstances, unwrap } from '@rustine/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrollByHand, sha256, type HandAgent } from '../e2e/harness/hand-agent.ts';
import { openHouse, type House } from '../e2e/harness/open-house.ts';
import { waitUntil } from '../e2e/harness/wait-until.ts';
import { openDebianPostgres, type DebianPostgres } from './harness/debian-postgres.ts';
import { findPostgres, isMissing } from './harness/find-peers.ts';
import { playRun, startScan, waitForEnd, type Run } from './harness/run-scan.ts';

const programs = findPostgres();
const skip = isMissing({ "Debian's PostgreSQL, 15 or newer": programs }, 'servers on a PostgreSQL of the house');

const ROWS = 3;

function software(agent: HandAgent, invocationId: string): Buffer {
  const header = reportColumns['software-inventory'].map(({ name }) => name).join(',');
  const rows = Array.from(
    { length: ROWS },
    (_, row) => `1,${invocationId},${agent.instanceId},hand,2026-11-21T12:00:00Z,p${row},1.0,amd64,,deb,,${row}`,
  );
  return Buffer.from(`${[header, ...rows].join('\n')}\n`);
}

/** How many reports the jobs of this server ingested since it started, by its own metrics. */
async function ingestedBy(house: House): Promise<number> {
  const answer = await fetch(`${house.url}/metrics`, { headers: { authorization: `Bearer ${await house.token()}` } });
  return Number(/^rustine_reports_ingested_total (\d+)$/m.exec(await answer.text())?.[1]);
}

describe.skipIf(skip)(`servers on Debian's PostgreSQL ${programs?.major}`, () => {
  let postgres: DebianPostgres;
  let first: House;
  let second: House;
  let scan: Run;
  const runs: Run[] = [];

  beforeAll(async () => {
    postgres = await openDebianPostgres(programs!.bin);
    const env = { DATABASE_URL: postgres.databaseUrl };
    first = await openHouse({ env });
    second = await openHouse({ env });
    await first.startServer();
  });

  afterAll(async () => {
    await second?.[Symbol.asyncDispose]();
    await first?.[Symbol.asyncDispose]();
    await postgres?.[Symbol.asyncDispose]();
  });

  it('migrate an empty database of a role without any privilege of its own', async () => {
    const [version] = await postgres.ask('show server_version_num');
    expect(Math.floor(Number(version) / 10_000)).toBe(programs!.major);
    expect(
      await postgres.ask('select rolsuper or rolcreatedb or rolcreaterole from pg_roles where rolname = current_user'),
    ).toEqual(['f']);
    const tables = await postgres.ask(
      "select count(*) from pg_tables where schemaname in ('public', 'graphile_worker')",
    );
    expect(Number(tables[0])).toBeGreaterThan(15);
  });

  it('walk a real scan of this machine to SUCCEEDED, with every report ingested', async () => {
    const agent = await first.startAgent('real');
    scan = await waitForEnd(first, await startScan(first, agent.instanceId));
    expect(scan.work.state, JSON.stringify(scan.work.invocations)).toBe('SUCCEEDED');
    expect(scan.reports.map(({ kind }) => kind).toSorted()).toEqual([
      'available-updates',
      'software-inventory',
      'updates-before',
    ]);
    expect(scan.reports.filter(({ state }) => state !== 'INGESTED')).toEqual([]);
    expect(await postgres.ask('select count(*) from installed_software')).toEqual([
      String(scan.reports.find(({ kind }) => kind === 'software-inventory')!.rows),
    ]);
    // No more work for it: the counts below are of the runs that the test plays.
    await agent.process.stop();
  });

  it('grow by a second one that has keys, objects and lake in common with the first', async () => {
    await mkdir(second.dataDir, { mode: 0o700 });
    for (const shared of ['keys', 'objects', 'lake'])
      await symlink(join(first.dataDir, shared), join(second.dataDir, shared));
    await second.startServer();
    const [atFirst, atSecond] = await Promise.all(
      [first, second].map(async (house) => unwrap(listInstances({ client: await house.client() }))),
    );
    expect(atSecond).toEqual(atFirst);
    const replicas = async () => (await postgres.ask('select count(distinct replica_id) from replicas'))[0] === '2';
    await waitUntil('both have told the database that they live', replicas);
  });

  it('do not start with a command key that the agents of this database do not trust', async () => {
    await using third = await openHouse({ env: { DATABASE_URL: postgres.databaseUrl } });
    const started = third.startServer();
    // The server ends by itself; waiting for it to be ready would take its time to find that out.
    started.catch(() => undefined);
    expect(await third.server().ended).toBe(1);
    expect(third.server().log()).toContain(join(third.dataDir, 'keys', 'command-signing.jwk'));
  });

  it('hand a command asked for at one to an agent of the other, which takes it for genuine', async () => {
    const agent = await first.startAgent('real');
    const run = await waitForEnd(second, await startScan(second, agent.instanceId));
    expect(run.work.state, JSON.stringify(run.work.invocations)).toBe('SUCCEEDED');
    expect(run.reports.filter(({ state }) => state !== 'INGESTED')).toEqual([]);
    runs.push(run);
    await agent.process.stop();
  });

  it('take uploads that the other has granted', async () => {
    const agent = await enrollByHand(first);
    const workRequestId = await startScan(second, agent.instanceId);
    const invocationId = await agent.accept();
    const header = reportColumns['updates-before'].map(({ name }) => name).join(',');
    const content = Buffer.from(
      `${header}\n1,${invocationId},${agent.instanceId},hand,2026-11-21T12:00:00Z,a,1,all,a,\n`,
    );
    const grant = await agent.grant(invocationId, 'updates-before', content);
    expect(grant.url.startsWith(first.url)).toBe(true);
    const put = await agent.put({ ...grant, url: grant.url.replace(first.url, second.url) }, content);
    expect(put.ok, String(put.status)).toBe(true);
    const listed = {
      kind: 'updates-before',
      key: grant.key,
      sizeBytes: content.length,
      sha256: sha256(content),
    } as const;
    await agent.putManifest(invocationId, [listed]);
    await agent.tell(invocationId, { type: 'finished', state: 'SUCCEEDED', message: '', rebootRequired: null });
    const run = await waitForEnd(second, workRequestId);
    expect(run.work.state, JSON.stringify(run.work.invocations)).toBe('SUCCEEDED');
    expect(run.reports).toMatchObject([{ kind: 'updates-before', state: 'INGESTED', rows: 1 }]);
  });

  it('do the work of the queue together and none of it twice, though one is killed and starts again meanwhile', async () => {
    const agents = await Promise.all([first, second].flatMap((house) => [enrollByHand(house), enrollByHand(house)]));
    const houseOf = (index: number) => (index < 2 ? first : second);
    const play = async (index: number) => {
      const agent = agents[index]!;
      const workRequestId = await playRun(houseOf(index), agent, 'software-inventory', (id) => software(agent, id));
      return { house: houseOf(index), workRequestId };
    };
    const started = await Promise.all([0, 1, 2, 3].map(play));
    await second.server().kill();
    // The dead one's jobs are taken over when it comes back, or when it was silent for long.
    const more = await Promise.all([0, 1].map(play));
    await second.startServer();
    const last = await Promise.all([2, 3].map(play));
    for (const { house, workRequestId } of [...started, ...more, ...last]) {
      const run = await waitForEnd(house, workRequestId);
      expect(run.work.state, JSON.stringify(run.work.invocations)).toBe('SUCCEEDED');
      expect(run.reports).toMatchObject([{ kind: 'software-inventory', state: 'INGESTED', rows: ROWS }]);
      runs.push(run);
    }
    const reader = await createLakeReader({ lakeRoot: join(first.dataDir, 'lake') });
    try {
      const [counted] = await reader.run(countRows('software-inventory'), {});
      const reports = [scan, ...runs].flatMap((run) => run.reports).filter(({ kind }) => kind === 'software-inventory');
      expect(counted).toEqual({ reports: reports.length, rows: reports.reduce((sum, { rows }) => sum + rows!, 0) });
    } finally {
      reader.close();
    }
    expect(
      await postgres.ask("select count(*) from reports where kind = 'software-inventory' and state <> 'INGESTED'"),
    ).toEqual(['0']);
    expect(await postgres.ask('select count(*) from ingest_batches where finished_at is null')).toEqual(['0']);
  });

  it('serve on when the other has gone', async () => {
    expect(await first.server().stop()).toBe(0);
    const before = await ingestedBy(second);
    const agent = await enrollByHand(second);
    const run = await waitForEnd(
      second,
      await playRun(second, agent, 'software-inventory', (id) => software(agent, id)),
    );
    expect(run.work.state).toBe('SUCCEEDED');
    expect(await ingestedBy(second)).toBe(before + 1);
    expect(await second.server().stop()).toBe(0);
  });
});
