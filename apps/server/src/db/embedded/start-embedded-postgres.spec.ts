import { spawn } from 'node:child_process';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test, vi } from 'vitest';
import { quietLog } from '@rustine/testkit';
import { connect } from '../connect.ts';
import { DirectoryHeldError } from '../hold-directory.ts';
import { canTraverse } from './can-traverse.ts';
import { endOwner, forkOwner, type Owner } from './fixtures/fork-owner.ts';
import { makeScratch } from './fixtures/scratch.ts';
import { isAlive } from './postmaster-file.ts';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

// Real processes on a busy machine: the limit is there for a hang, not for speed.
vi.setConfig({ testTimeout: 180_000 });

const isRoot = process.getuid?.() === 0;
const NOBODY = { uid: 65_534, gid: 65_534 };
const nobodyReadsSources = canTraverse(import.meta.dirname, { name: 'nobody', ...NOBODY });

function ready({ answer }: Owner) {
  if (answer.kind === 'failed') {
    throw new Error(answer.message);
  }
  return answer;
}

async function ask<T extends pg.QueryResultRow>(config: pg.ClientConfig, sql: string): Promise<T[]> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('the password stands in a file of mode 0600 and in no argument, and a wrong one is refused', async () => {
  await using scratch = await makeScratch();
  const postgres = await startEmbeddedPostgres({ dataDir: join(scratch.path, 'data'), log: quietLog });
  try {
    const passwordFile = join(scratch.path, 'data/postgres/password');
    expect((await stat(passwordFile)).mode & 0o777).toBe(0o600);
    const argv = await readFile(`/proc/${postgres.pid()}/cmdline`, 'utf8');
    expect(argv).not.toContain(postgres.poolConfig.password);
    await expect(ask({ ...postgres.poolConfig, password: 'guess' }, 'select 1')).rejects.toThrow(
      /password authentication failed/,
    );
    const [row] = await ask<Record<string, string>>(
      postgres.poolConfig,
      `select current_setting('fsync') as fsync, current_setting('listen_addresses') as network, datlocale from pg_database where datname = current_database()`,
    );
    expect(row).toEqual({ fsync: 'on', network: '', datlocale: 'C.UTF-8' });
    expect(await readFile(postgres.logFile, 'utf8')).not.toContain(postgres.poolConfig.password);
  } finally {
    await postgres.stop();
  }
});

test('kill -9 of PostgreSQL during inserts loses no acknowledged row, and the same pool goes on', async () => {
  await using scratch = await makeScratch();
  const exits: unknown[] = [];
  const postgres = await startEmbeddedPostgres({
    dataDir: join(scratch.path, 'data'),
    log: quietLog,
    onExit: (exit) => exits.push(exit),
  });
  const { pool, close } = connect(postgres.poolConfig, { log: quietLog });
  try {
    await pool.query('create table kept (n integer primary key)');
    const acknowledged: number[] = [];
    let next = 0;
    const writeUntil = async (count: number) => {
      while (acknowledged.length < count) {
        const n = (next += 1);
        await pool.query('insert into kept values ($1)', [n]).then(
          () => acknowledged.push(n),
          () => new Promise((resolve) => setImmediate(resolve)),
        );
        if (acknowledged.length === 300 && exits.length === 0) {
          const pid = postgres.pid();
          // kill(2) takes -1 for every process of the machine.
          if (pid === undefined) throw new Error('PostgreSQL does not run');
          process.kill(pid, 'SIGKILL');
        }
      }
    };
    await Promise.all(Array.from({ length: 4 }, () => writeUntil(900)));
    const { rows } = await pool.query<{ n: number }>('select n from kept');
    const kept = new Set(rows.map(({ n }) => n));
    expect(acknowledged.filter((n) => !kept.has(n))).toEqual([]);
    expect(exits).toEqual([{ code: null, signal: 'SIGKILL' }]);
  } finally {
    await close();
    await postgres.stop();
  }
});

test('the orphan that a killed server leaves is taken over by the next start, with its rows', async () => {
  await using scratch = await makeScratch();
  const dataDir = join(scratch.path, 'data');
  const first = ready(
    await forkOwner(dataDir).then(async (owner) => {
      await ask(ready(owner).poolConfig, 'create table kept as select 42 as n');
      await endOwner(owner, 'kill -9');
      return owner;
    }),
  );
  expect(isAlive(first.pid)).toBe(true);
  const postgres = await startEmbeddedPostgres({ dataDir, log: quietLog });
  try {
    expect(postgres.pid()).not.toBe(first.pid);
    expect(isAlive(first.pid)).toBe(false);
    expect(await ask(postgres.poolConfig, 'select n from kept')).toEqual([{ n: 42 }]);
  } finally {
    await postgres.stop();
  }
});

test('PostgreSQL has a session of its own, which the Ctrl-C of our terminal does not reach', async () => {
  await using scratch = await makeScratch();
  const postgres = await startEmbeddedPostgres({ dataDir: join(scratch.path, 'data'), log: quietLog });
  try {
    // proc(5): after the name in brackets come state, parent, process group and session.
    const status = await readFile(`/proc/${postgres.pid()}/stat`, 'utf8');
    const [, , group, session] = status
      .slice(status.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    expect([group, session]).toEqual([postgres.pid(), postgres.pid()]);
  } finally {
    await postgres.stop();
  }
});

test('a second server on the same data directory is refused while the first lives', async () => {
  await using scratch = await makeScratch();
  const dataDir = join(scratch.path, 'data');
  const postgres = await startEmbeddedPostgres({ dataDir, log: quietLog });
  try {
    await expect(startEmbeddedPostgres({ dataDir, log: quietLog })).rejects.toThrow(DirectoryHeldError);
    expect(await ask(postgres.poolConfig, 'select 1 as n')).toEqual([{ n: 1 }]);
  } finally {
    await postgres.stop();
  }
});

test('a stale postmaster.pid whose pid is another program now neither harms that program nor blocks the start', async () => {
  await using scratch = await makeScratch();
  const dataDir = join(scratch.path, 'data');
  const before = await startEmbeddedPostgres({ dataDir, log: quietLog });
  await before.stop();
  // A harmless process of the same owner plays the stranger.
  const { uid, gid } = await stat(before.clusterDir);
  const stranger = spawn('sleep', ['600'], isRoot ? { uid, gid } : {});
  try {
    const lines = [stranger.pid, before.clusterDir, 1, 5432, '', '', '', 'ready', ''];
    await writeFile(join(before.clusterDir, 'postmaster.pid'), lines.join('\n'));
    const postgres = await startEmbeddedPostgres({ dataDir, log: quietLog });
    expect(await ask(postgres.poolConfig, 'select 1 as n')).toEqual([{ n: 1 }]);
    await postgres.stop();
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  } finally {
    stranger.kill('SIGKILL');
  }
});

test('a path too long for a UNIX socket works all the same', async () => {
  await using scratch = await makeScratch();
  const postgres = await startEmbeddedPostgres({
    dataDir: join(scratch.path, 'd'.repeat(60), 'e'.repeat(60)),
    log: quietLog,
  });
  try {
    expect(await ask(postgres.poolConfig, 'select 1 as n')).toEqual([{ n: 1 }]);
  } finally {
    await postgres.stop();
  }
  await expect(stat(postgres.poolConfig.host)).rejects.toThrow('ENOENT');
});

test.runIf(isRoot)(
  'below a directory closed to others, root gets a staged cluster that a new data directory never meets',
  async () => {
    await using scratch = await makeScratch(0o700);
    await using staging = await makeScratch();
    const options = { dataDir: join(scratch.path, 'data'), stagingRoot: staging.path, log: quietLog };
    const visit = async () => {
      const postgres = await startEmbeddedPostgres(options);
      const [row] = await ask<{ fresh: boolean }>(postgres.poolConfig, `select to_regclass('kept') is null as fresh`);
      await ask(postgres.poolConfig, 'create table if not exists kept (n integer)');
      await postgres.stop();
      return { clusterDir: postgres.clusterDir, fresh: row?.fresh };
    };
    const first = await visit();
    expect(first.clusterDir.startsWith(`${staging.path}/`)).toBe(true);
    expect(first.fresh).toBe(true);
    expect(await visit()).toEqual({ clusterDir: first.clusterDir, fresh: false });
    await rm(options.dataDir, { recursive: true });
    const renewed = await visit();
    expect(renewed.fresh).toBe(true);
    expect(renewed.clusterDir).not.toBe(first.clusterDir);
  },
);

test.runIf(isRoot && nobodyReadsSources)(
  'an ordinary user runs it as himself; root may take it over and stays that user',
  async () => {
    await using scratch = await makeScratch(0o777);
    const dataDir = join(scratch.path, 'data');
    const owner = await forkOwner(dataDir, NOBODY);
    expect((await stat(`/proc/${ready(owner).pid}`)).uid).toBe(NOBODY.uid);
    await endOwner(owner, 'stop');
    const postgres = await startEmbeddedPostgres({ dataDir, log: quietLog });
    expect((await stat(`/proc/${postgres.pid()}`)).uid).toBe(NOBODY.uid);
    await postgres.stop();
  },
);
