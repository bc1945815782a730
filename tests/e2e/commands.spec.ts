import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ComplianceReport, ManagedInstance, Report, WorkRequestDetail } from '@rustine/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallMachine } from './harness/apt-machine.ts';
import { freePort } from './harness/free-port.ts';
import { holdPackageLock } from './harness/hold-lock.ts';
import { ownFolder, type OwnFolder } from './harness/own-folder.ts';
import { ownProcesses } from './harness/own-processes.ts';
import { npxRustine, runCommand } from './harness/run-command.ts';
import { root, runProcess, type RunningProcess } from './harness/run-process.ts';
import { waitUntil } from './harness/wait-until.ts';

const debian = existsSync('/usr/bin/apt-get');
if (!debian) console.log('skipped: the commands are tried on a scan of this machine with apt, and there is none');

let place: OwnFolder;
let url: string;
let server: RunningProcess;
let agent: RunningProcess;
let agentEnv: Record<string, string>;
let instance: ManagedInstance;

/** A command of the data directory, which must do without any other setting. */
const rustine = (...args: string[]) => npxRustine(args, { env: { RUSTINE_DATA_DIR: place.dataDir } });

async function printed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await rustine(...args);
  expect(code, stderr).toBe(0);
  return stdout;
}

const json = async <T>(...args: string[]) => JSON.parse(await printed(...args, '--output', 'json')) as T;

/** `rustine …` in the foreground, by the program that npx runs. */
const foreground = (args: readonly string[], env: Readonly<Record<string, string>>) =>
  runProcess({
    argv: ['apps/cli/bin/rustine.mjs', ...args],
    env,
    logFile: join(place.folder, `${args.join('-')}.log`),
  });

beforeAll(async () => {
  if (!debian) return;
  place = await ownFolder(0o755);
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  server = foreground(['server'], { RUSTINE_DATA_DIR: place.dataDir, RUSTINE_PORT: String(port) });
  await waitUntil('the server is ready', async () => (await fetch(`${url}/readyz`)).ok, { state: server.log });
  const token = await printed('agent', 'token');
  const tokenFile = join(place.folder, 'enrollment-token');
  await writeFile(tokenFile, token, { mode: 0o600 });
  agentEnv = {
    RUSTINE_URL: url,
    RUSTINE_AGENT_STATE_DIR: join(place.dataDir, 'agent-by-hand'),
    ...(await smallMachine(place.folder, ['bash', 'dpkg', 'jq', 'libjq1', 'tzdata', 'zip'])),
  };
  const enrolled = await npxRustine(['agent', 'enroll'], {
    env: { ...agentEnv, RUSTINE_ENROLLMENT_TOKEN_FILE: tokenFile },
  });
  if (enrolled.code !== 0) throw new Error(enrolled.stderr);
  agent = foreground(['agent', 'run'], agentEnv);
  instance = await waitUntil(
    'the agent is online',
    async () => (await json<ManagedInstance[]>('instance', 'list')).find(({ status }) => status === 'ONLINE'),
    { state: agent.log },
  );
  const scan = await rustine('run', 'Rustine-ScanInstance', '--targets', instance.hostname, '--wait');
  if (scan.code !== 0) throw new Error(scan.stderr);
  // Two answers are the same only when nothing is being read between them.
  await waitUntil(
    'the changelogs are read',
    async () => (await json<ManagedInstance>('instance', 'show', instance.id)).cveState !== 'RESOLVING',
    {
      state: server.log,
    },
  );
});

afterAll(async () => {
  if (!debian) return;
  await agent.stop();
  await server.stop();
  await place[Symbol.asyncDispose]();
});

describe.skipIf(!debian)('a server and an agent started by hand', () => {
  it('have no secret on a command line', async () => {
    const processes = await ownProcesses(place.dataDir);
    expect(processes.some(({ argv }) => argv.includes('apps/agent/src/main.ts run'))).toBe(true);
    for (const { argv } of processes) expect(argv).not.toMatch(/rst_/);
  });

  it('refuse a token that was used, in words that say so', async () => {
    const again = await npxRustine(['agent', 'enroll'], {
      env: {
        ...agentEnv,
        RUSTINE_AGENT_STATE_DIR: join(place.dataDir, 'agent-two'),
        RUSTINE_ENROLLMENT_TOKEN_FILE: join(place.folder, 'enrollment-token'),
      },
    });
    expect(again.code).not.toBe(0);
    expect(again.stdout + again.stderr).toMatch(/token/i);
  });
});

describe.skipIf(!debian)('rustine instance', () => {
  it('lists and shows, by id and by host name', async () => {
    expect(await printed('instance', 'list')).toMatch(
      new RegExp(`^ID +NAME +STATUS.*\\n${instance.id} +${instance.displayName} +ONLINE `),
    );
    expect(await printed('instance', 'list', '-o', 'csv')).toMatch(/^id,display_name,status,/);
    const shown = await json<ManagedInstance>('instance', 'show', instance.hostname);
    expect(shown).toMatchObject({
      id: instance.id,
      installedPackages: expect.any(Number),
      lastScanAt: expect.any(String),
    });
    expect(await printed('instance', 'show', instance.id, '--updates')).toMatch(
      new RegExp(`^updates +${shown.updatesAvailable}$`, 'm'),
    );
  });

  it('says with 3 that there is none of that name', async () => {
    expect(await rustine('instance', 'show', 'nobody')).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining('nobody'),
    });
  });
});

describe.skipIf(!debian)('rustine compliance report', () => {
  const compartment = () => instance.compartmentId;

  it.each([[[]], [['--recursive']]])('says the same in text, JSON and CSV, for a compartment %j', async (more) => {
    const args = ['compliance', 'report', '--compartment', compartment(), '--show-details', ...more];
    const report = await json<ComplianceReport>(...args);
    expect(report).toMatchObject({
      totalInstances: 1,
      scannedInstances: 1,
      compartmentId: compartment(),
      recursive: more.length > 0,
    });
    const [about] = report.instances;
    const text = await printed(...args);
    const csv = (await printed(...args, '-o', 'csv')).trimEnd().split('\r\n');
    // An instance that misses nothing has a row all the same.
    expect(csv).toHaveLength(1 + Math.max(1, about!.outstanding.length));
    expect(text).toContain(
      `Out of 1 managed instance, ${about!.securityUpdates === 0 ? 'none is' : '1 is'} missing security updates.`,
    );
    for (const update of about!.outstanding) {
      expect(text).toContain(
        `${update.name}:${update.architecture} ${update.installedVersion} -> ${update.availableVersion}`,
      );
      for (const cve of update.cves) expect(text).toContain(cve);
      expect(csv.some((line) => line.includes(`,${update.name},${update.architecture},`))).toBe(true);
    }
  });

  it('says with 3 that there is no such compartment', async () => {
    const unknown = await rustine('compliance', 'report', '--compartment', compartment().replace(/.{4}$/, 'abcd'));
    expect(unknown).toMatchObject({ code: 3, stdout: '' });
    expect(unknown.stderr).toMatch(/^rustine: There is no compartment "cmp-.*compartment list/);
  });
});

describe.skipIf(!debian)('rustine work-request', () => {
  it('lists, shows and tells the log of a run with the output of its steps', async () => {
    const [work] = await json<WorkRequestDetail[]>(
      'work-request',
      'list',
      '--document',
      'Rustine-ScanInstance',
      '--limit',
      '1',
    );
    expect(work).toMatchObject({ state: 'SUCCEEDED', documentName: 'Rustine-ScanInstance' });
    expect(await printed('work-request', 'list')).toContain(work!.id);
    expect(await printed('work-request', 'show', work!.id)).toMatch(/SUCCEEDED/);
    const log = await printed('work-request', 'logs', work!.id);
    expect(log).toMatch(/^ {3}\| \d+ packages installed$/m);
    expect(await printed('work-request', 'logs', work!.id, '--no-steps')).not.toMatch(/packages installed/);
  });
});

describe.skipIf(!debian)('rustine report get', () => {
  it('gives each CSV with the sum that it was uploaded with, on stdout and as a file', async () => {
    const reports = await json<Report[]>('report', 'list', '--state', 'INGESTED');
    expect(reports.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['available-updates', 'software-inventory', 'updates-before']),
    );
    for (const { id, sha256, sizeBytes } of reports) {
      const file = join(place.folder, `${id}.csv`);
      await printed('report', 'get', id, '--file', file);
      const content = await readFile(file);
      expect(content).toHaveLength(sizeBytes);
      expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
      expect(Buffer.from(await printed('report', 'get', id))).toEqual(content);
    }
  });

  it('ends quietly when the reader of its pipe leaves', async () => {
    const reports = await json<Report[]>('report', 'list', '--kind', 'software-inventory');
    const line = 'set -o pipefail; node apps/cli/bin/rustine.mjs report get "$REPORT" | head -n 1';
    const ran = await runCommand(['bash', '-c', line], {
      cwd: root,
      env: { RUSTINE_DATA_DIR: place.dataDir, REPORT: reports[0]!.id },
    });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^schema_version,invocation_id,.*\r?\n$/);
  });
});

describe.skipIf(!debian)('rustine sign-in and errors', () => {
  it('prints a link of this server that signs in', async () => {
    const link = (await printed('sign-in')).trim();
    expect(link.startsWith(`${url}/sign-in?token=`)).toBe(true);
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(303);
  });

  it('says with 4 that a token is wrong and that no server is there', async () => {
    const wrong = await npxRustine(['instance', 'list'], {
      env: { RUSTINE_URL: url, RUSTINE_TOKEN: 'rst_token_wrong' },
    });
    expect(wrong).toMatchObject({
      code: 4,
      stdout: '',
      stderr: expect.stringMatching(/UNAUTHENTICATED.*RUSTINE_TOKEN/),
    });
    const away = await npxRustine(['instance', 'list'], {
      env: { RUSTINE_URL: `http://127.0.0.1:${await freePort()}`, RUSTINE_TOKEN: 'x' },
    });
    expect(away).toMatchObject({
      code: 4,
      stdout: '',
      stderr: expect.stringMatching(/^rustine: Cannot reach the server at .*ECONNREFUSED/),
    });
  });

  it('says with 2 what is wrong with the command line', async () => {
    for (const args of [
      ['instance', 'lst'],
      ['report', 'list', '--kind', 'nonsense'],
      ['run', 'Rustine-ScanInstance'],
      ['start', '--json'],
    ]) {
      expect(await rustine(...args), args.join(' ')).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(/\w/),
      });
    }
  });
});

describe.skipIf(!debian)('rustine run', () => {
  const scanWith = (parameters: object) =>
    rustine(
      'run',
      'Rustine-ScanInstance',
      '--targets',
      instance.id,
      '--parameters',
      JSON.stringify(parameters),
      '--wait',
    );

  it('says with 1 why a run failed: here which process holds the lock of the package manager', async () => {
    const release = await holdPackageLock(place.folder);
    try {
      const ran = await scanWith({ lockWaitSeconds: 1 });
      expect(ran.code).toBe(1);
      expect(ran.stderr).toMatch(
        /^ {2}\S+: the package manager is busy: process \d+ \(sleep\) holds \S+lock-frontend; waited 1 seconds \(LOCK_HELD; step scanLinux, exit code 1\)$/m,
      );
    } finally {
      await release();
    }
  });

  it('says with 2 which parameter the document does not take, and runs nothing', async () => {
    const ran = await scanWith({ lockWaitSeconds: 'soon' });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(/^rustine: [^]*lockWaitSeconds/m);
  });
});
