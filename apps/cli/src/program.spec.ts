import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManagedInstance, Report } from '@rustine/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandContext } from './command-context.ts';
import { readConfig } from './config.ts';
import { connect } from './connect.ts';
import { explainError } from './explain-error.ts';
import { runProgram } from './program.ts';

const uuid = (end: number) => `00000000-0000-7000-8000-${String(end).padStart(12, '0')}`;

function instanceOf(number: number, hostname: string): ManagedInstance {
  return ManagedInstance.parse({
    id: `mi-${uuid(number)}`,
    compartmentId: `cmp-${uuid(0)}`,
    displayName: hostname,
    labels: {},
    hostname,
    osFamily: 'LINUX',
    osName: 'Debian GNU/Linux 12 (bookworm)',
    osVersion: '12',
    kernelVersion: '6.1',
    architecture: 'x86_64',
    agentVersion: '0.1.0',
    status: 'ONLINE',
    enrolledAt: '2026-11-21T20:00:00Z',
    lastCheckInAt: null,
    lastBootAt: null,
    lastScanAt: null,
    updatesAvailable: null,
    securityUpdates: null,
    cves: null,
    cveState: null,
    rebootRequired: null,
    installedPackages: null,
  });
}

const report = Report.parse({
  id: `rpt-${uuid(9)}`,
  invocationId: `inv-${uuid(8)}`,
  workRequestId: `wr-${uuid(7)}`,
  instanceId: `mi-${uuid(1)}`,
  instanceName: 'web-1',
  kind: 'available-updates',
  key: 'reports/v1/x.csv',
  sizeBytes: 10,
  sha256: 'ab',
  state: 'QUARANTINED',
  rows: null,
  fault: { line: 3, column: 'cves', reason: 'not a list of CVE ids' },
  createdAt: '2026-11-21T20:00:00Z',
  ingestedAt: null,
});

function problemOf(status: number, code: string, message: string) {
  return { status, body: { type: 'about:blank', title: code, status, code, message, details: [], requestId: 'req-1' } };
}

/** Bytes that are no UTF-8: what comes out must be what was sent. */
const csv = Buffer.from([0x61, 0xff, 0x2c, 0x62, 0x0d, 0x0a]);

function answer(request: IncomingMessage): { status: number; body: unknown } {
  const url = new URL(request.url ?? '', 'http://x');
  if (request.headers.authorization !== 'Bearer right')
    return problemOf(401, 'UNAUTHENTICATED', 'Send a valid access token.');
  if (url.pathname === '/api/v1/instances') {
    const second = url.searchParams.get('cursor') === 'next';
    const items = second ? [instanceOf(2, 'db-1')] : [instanceOf(1, 'web-1'), instanceOf(3, 'db-1')];
    return { status: 200, body: { items, nextCursor: second ? null : 'next' } };
  }
  if (url.pathname === '/api/v1/reports') return { status: 200, body: { items: [report], nextCursor: null } };
  if (url.pathname === `/api/v1/reports/${report.id}/content`) return { status: 200, body: csv };
  return problemOf(404, 'NOT_FOUND', 'There is no such thing.');
}

let server: Server;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rustine-cli-'));
  server = createServer((request, response) => {
    const { status, body } = answer(request);
    const isCsv = Buffer.isBuffer(body);
    const type = isCsv ? 'text/csv' : status === 200 ? 'application/json' : 'application/problem+json';
    response.writeHead(status, { 'content-type': type }).end(isCsv ? body : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

async function rustine(args: readonly string[], environment: NodeJS.ProcessEnv = { RUSTINE_TOKEN: 'right' }) {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = readConfig({ RUSTINE_URL: url, RUSTINE_DATA_DIR: folder, ...environment });
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const streamOf = (into: Buffer[]) => ({
    write(chunk: string | Uint8Array, done?: () => void) {
      into.push(Buffer.from(chunk));
      done?.();
      return true;
    },
  });
  const context: CommandContext = {
    config,
    stdout: streamOf(output.stdout),
    stderr: streamOf(output.stderr),
    connection: () => connect(config),
  };
  const told = (into: Buffer[]) => Buffer.concat(into);
  try {
    const exitCode = await runProgram(context, args);
    return { exitCode, stdout: told(output.stdout), stderr: told(output.stderr).toString() };
  } catch (error) {
    const { message, exitCode } = explainError(error, config.url);
    return { exitCode, stdout: told(output.stdout), stderr: message };
  }
}

describe('rustine', () => {
  it('lists every instance, page after page, as JSON and as CSV', async () => {
    const asJson = await rustine(['instance', 'list', '--output', 'json']);
    expect(JSON.parse(asJson.stdout.toString())).toEqual([
      instanceOf(1, 'web-1'),
      instanceOf(3, 'db-1'),
      instanceOf(2, 'db-1'),
    ]);
    const asCsv = await rustine(['instance', 'list', '--output', 'csv']);
    expect(asCsv.stdout.toString().split('\r\n')[1]).toBe(
      `mi-${uuid(1)},web-1,ONLINE,Debian GNU/Linux 12 (bookworm),,,,,,`,
    );
  });

  it('shows where a report was refused', async () => {
    const { stdout } = await rustine(['report', 'list']);
    expect(stdout.toString()).toContain('line 3, column cves: not a list of CVE ids');
  });

  it('gives a report byte for byte, to stdout and to a file', async () => {
    expect((await rustine(['report', 'get', report.id])).stdout).toEqual(csv);
    const file = join(folder, 'report.csv');
    expect((await rustine(['report', 'get', report.id, '--file', file])).exitCode).toBe(0);
    expect(await readFile(file)).toEqual(csv);
  });

  it('takes the token from the data directory', async () => {
    await writeFile(join(folder, 'admin-token'), 'right\n');
    expect((await rustine(['instance', 'list'], {})).exitCode).toBe(0);
  });

  it.each([
    { what: 'an unknown command', args: ['instances'], exitCode: 2, says: "unknown command 'instances'" },
    { what: 'an unknown format', args: ['instance', 'list', '-o', 'xml'], exitCode: 2, says: 'Allowed choices are' },
    {
      what: 'two scopes',
      args: ['compliance', 'report', '--group', 'a', '--compartment', 'b'],
      exitCode: 2,
      says: 'cannot be used with',
    },
    { what: 'a limit of none', args: ['report', 'list', '--limit', '0'], exitCode: 2, says: 'whole number' },
    {
      what: 'a state that is none',
      args: ['report', 'list', '--state', 'LOST'],
      exitCode: 2,
      says: 'none of GRANTED, UPLOADED',
    },
    {
      what: 'a name of two instances',
      args: ['instance', 'show', 'db-1'],
      exitCode: 2,
      says: `mi-${uuid(3)}, mi-${uuid(2)}`,
    },
    {
      what: 'a name of none',
      args: ['instance', 'show', 'mail-1'],
      exitCode: 3,
      says: 'There is no instance "mail-1"',
    },
    {
      what: 'two instances where one is asked for',
      args: ['power', 'off', 'web-1,db-1'],
      exitCode: 3,
      says: 'There is no instance "web-1,db-1"',
    },
    {
      what: 'a kind of power provider that is none',
      args: ['power', 'provider', 'create', 'lab', '--kind', 'exc'],
      exitCode: 2,
      says: '--kind "exc" is none of ec2, oci, libvirt',
    },
    {
      what: 'a change that changes nothing',
      args: ['power', 'provider', 'update', 'lab'],
      exitCode: 2,
      says: 'Say what to change: --name, --set',
    },
    {
      what: 'a filter whose variable was empty',
      args: ['work-request', 'list', '--instance', ''],
      exitCode: 2,
      says: 'Name the instance',
    },
    {
      what: 'a report that is not there',
      args: ['report', 'get', `rpt-${uuid(1)}`],
      exitCode: 3,
      says: 'There is no such thing (NOT_FOUND)',
    },
    {
      what: 'a file that is not there',
      args: ['document', 'validate', '/nonexistent/x.json'],
      exitCode: 3,
      says: 'There is no file',
    },
    {
      what: 'a wrong token',
      args: ['instance', 'list'],
      env: { RUSTINE_TOKEN: 'wrong' },
      exitCode: 4,
      says: '(UNAUTHENTICATED): set RUSTINE_TOKEN',
    },
    { what: 'no token at all', args: ['instance', 'list'], env: {}, exitCode: 4, says: 'There is no token in' },
    {
      what: 'a server that is not there',
      args: ['instance', 'list'],
      env: { RUSTINE_TOKEN: 'x', RUSTINE_URL: 'http://127.0.0.1:2' },
      exitCode: 4,
      says: 'Cannot reach the server at http://127.0.0.1:2',
    },
    {
      what: 'an address that is none',
      args: ['instance', 'list'],
      env: { RUSTINE_TOKEN: 'x', RUSTINE_URL: 'rustine' },
      exitCode: 2,
      says: 'is not the address of a server',
    },
  ])('answers $what with exit code $exitCode and says what is wrong', async ({ args, env, exitCode, says }) => {
    const told = await rustine(args, env);
    expect(told.stderr).toContain(says);
    expect(told).toMatchObject({ exitCode, stdout: Buffer.alloc(0) });
  });

  it('prints each fault of a document where it stands, and accepts a valid one', async () => {
    const good = join(folder, 'good.yaml');
    const bad = join(folder, 'bad.yaml');
    const text = (action: string) =>
      `schemaVersion: '2.2'\ndescription: x\nmainSteps:\n  - action: ${action}\n    name: one\n    inputs:\n      runCommand: ['true']\n`;
    await writeFile(good, text('aws:runShellScript'));
    await writeFile(bad, text('aws:nothing'));
    expect(await rustine(['document', 'validate', good])).toMatchObject({ exitCode: 0, stdout: Buffer.alloc(0) });
    const told = await rustine(['document', 'validate', bad]);
    expect(told.exitCode).toBe(1);
    expect(told.stdout.toString()).toMatch(new RegExp(`^${bad}:4:13: .*aws:nothing`));
  });

  it('documents its exit codes', async () => {
    const { stdout, exitCode } = await rustine(['help', 'exit-codes']);
    expect(exitCode).toBe(0);
    expect(stdout.toString()).toMatch(/ 4 {2}the server cannot be reached/);
  });
});
