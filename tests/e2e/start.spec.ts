import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallMachine } from './harness/apt-machine.ts';
import { freePort } from './harness/free-port.ts';
import { holdPackageLock } from './harness/hold-lock.ts';
import { ownFolder, type OwnFolder } from './harness/own-folder.ts';
import { ownProcesses, stagedCluster } from './harness/own-processes.ts';
import { npmStart, npxRustine } from './harness/run-command.ts';
import { startRunning, type RunningStart } from './harness/start-running.ts';
import { waitUntil } from './harness/wait-until.ts';

const packages = ['bash', 'coreutils', 'dpkg', 'jq', 'libjq1', 'tzdata', 'xz-utils', 'zip'];

const debian = existsSync('/usr/bin/apt-get');
if (!debian) console.log('skipped: a start scans this machine with apt, and there is none');

let place: OwnFolder;
let port: number;
let env: Record<string, string>;
let started: RunningStart | undefined;

const pidOf = async (program: string) =>
  (await ownProcesses(place.dataDir)).find(({ argv }) => /^\S*node /.test(argv) && argv.includes(program))?.pid;

function nothingIsLeft(): Promise<boolean> {
  let left: readonly unknown[] = [];
  const look = async () => {
    left = await ownProcesses(place.dataDir);
    return left.length === 0;
  };
  return waitUntil('no process of the data directory is left', look, { state: () => JSON.stringify(left, null, 2) });
}

/** Started on a data directory that has its database and its agent: up in seconds. */
async function startAgain(): Promise<RunningStart> {
  started = startRunning(['--port', String(port)], env);
  await started.said('stderr', /The agent is online/);
  return started;
}

beforeAll(async () => {
  place = await ownFolder(0o755);
  port = await freePort();
  env = { RUSTINE_DATA_DIR: place.dataDir, ...(await smallMachine(place.folder, packages)) };
});

afterAll(async () => {
  if (started !== undefined && (await ownProcesses(place.dataDir)).length > 0) {
    started.signalAll('SIGTERM');
    await started.ended;
    await nothingIsLeft();
  }
  await place[Symbol.asyncDispose]();
});

describe.skipIf(!debian)('npm start', () => {
  it('goes on to its report when the server and then the agent are killed in the midst of the scan', async () => {
    const release = await holdPackageLock(place.folder);
    try {
      started = startRunning(['--port', String(port)], env);
      await started.said('stderr', /Waiting for the package manager: process \d+/);
      process.kill((await pidOf('apps/server/src/main.ts'))!, 'SIGKILL');
      await started.said('stderr', /The server was killed \(SIGKILL\); it is started again\./);
      await waitUntil('the server is ready again', async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok);
      process.kill((await pidOf('apps/agent/src/main.ts'))!, 'SIGKILL');
      await started.said('stderr', /The agent was killed \(SIGKILL\); it is started again\./);
    } finally {
      await release();
    }
    await started.said('stdout', /database\s+and\s+history\./);
    expect(started.stderr()).toContain(`3 reports in the lake, `);
    expect(started.stdout()).toMatch(/^Compliance report, /m);
  });

  it('ends with the summary and the link, so both are on the screen', () => {
    const lines = started!.stdout().trimEnd().split('\n');
    const summary = lines.findLastIndex((line) => line.startsWith('Out of 1 managed instance, '));
    const link = lines.findLastIndex((line) => line.startsWith('Console: http://127.0.0.1:'));
    expect(summary).toBeGreaterThan(0);
    expect(link).toBeGreaterThan(summary);
    expect(lines.length - summary).toBeLessThanOrEqual(10);
  });

  it('writes no escape sequence when no terminal is there, nor what scripts say to their agent', () => {
    for (const text of [started!.stdout(), started!.stderr()]) {
      // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
      expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
      expect(text).not.toMatch(/\| rustine: /);
    }
  });

  it('prints a link that signs a person in, once', async () => {
    const [, link] = await started!.said('stdout', /^Console: (\S+)$/m);
    const signedIn = await fetch(link!, { redirect: 'manual' });
    expect(signedIn.status).toBe(303);
    const cookie = signedIn.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ');
    const page = await fetch(new URL(signedIn.headers.get('location')!, link), {
      headers: { cookie, accept: 'text/html' },
    });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<div id="root">');
    expect((await fetch(link!, { redirect: 'manual' })).status).not.toBe(303);
  });

  it('is what the commands of its data directory talk to', async () => {
    const list = await npxRustine(['instance', 'list', '-o', 'json'], { env: { RUSTINE_DATA_DIR: place.dataDir } });
    expect(list).toMatchObject({ code: 0, stderr: '' });
    const scan = await npxRustine(['scan'], { env: { RUSTINE_DATA_DIR: place.dataDir } });
    expect(scan.code, scan.stderr).toBe(0);
    expect(scan.stdout).toMatch(/^\S+ \| \d+ packages installed$/m);
  });

  it('refuses a second start on the same data directory, and the first goes on', async () => {
    for (const other of [port, await freePort()]) {
      const second = await npmStart(['--port', String(other)], { env });
      expect(second.code).toBe(1);
      expect(second.stderr).toContain(
        `rustine: Rustine is running on ${place.dataDir} already, at http://127.0.0.1:${port}: `,
      );
      expect(second.stderr).not.toMatch(/^\s+at /m);
    }
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    const told = await npxRustine(['instance', 'list'], { env: { RUSTINE_DATA_DIR: place.dataDir } });
    expect(told.code, told.stderr).toBe(0);
  });

  it('keeps its database in the data directory where PostgreSQL may enter', async () => {
    expect(await stagedCluster(place.dataDir)).toEqual([]);
  });

  it('stops everything at Ctrl-C after its report, and ends with 0', async () => {
    started!.signalAll('SIGINT');
    expect(await started!.ended).toBe(0);
    expect(await ownProcesses(place.dataDir)).toEqual([]);
  });

  it('ends with 130 when Ctrl-C comes before the report, with nothing left running', async () => {
    const release = await holdPackageLock(place.folder);
    try {
      const again = await startAgain();
      await again.said('stderr', /Waiting for the package manager/);
      again.signalAll('SIGINT');
      expect(await again.ended).toBe(130);
      expect(await ownProcesses(place.dataDir)).toEqual([]);
    } finally {
      await release();
    }
  });

  it.each([
    { name: 'npm', pid: async () => started!.pid },
    { name: 'our launcher', pid: () => pidOf('tools/start.mjs') },
    { name: 'the program that watches over the others', pid: () => pidOf('apps/cli/src/main.ts') },
  ])('leaves nothing behind when $name is killed', async ({ pid }) => {
    await startAgain();
    process.kill((await pid())!, 'SIGKILL');
    expect(await nothingIsLeft()).toBe(true);
  });

  it('says that the port is taken by another program, and leaves nothing behind', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    try {
      const refused = await npmStart(['--port', String(port)], { env });
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(
        new RegExp(`^rustine: Port ${port} on 127\\.0\\.0\\.1 is taken by another program: `, 'm'),
      );
      expect(await ownProcesses(place.dataDir)).toEqual([]);
    } finally {
      other.close();
    }
  });

  it('keeps the words of its processes in log files that hold no secret', async () => {
    const token = (await readFile(join(place.dataDir, 'admin-token'), 'utf8')).trim();
    for (const name of ['server.log', 'agent.log']) {
      const log = await readFile(join(place.dataDir, 'logs', name), 'utf8');
      expect(log).not.toContain(token);
      expect(log).not.toMatch(/rst_(token|session|link|enroll)_/);
    }
  });
});
