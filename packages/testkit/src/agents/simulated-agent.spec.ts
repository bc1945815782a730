import { createServer, type AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startServer } from '../../../../apps/server/src/start-server.ts';
import { createTestDatabase, type TestDatabase } from '../create-test-database.ts';
import {
  createSimulatedAgent,
  enrolAgent,
  failWith,
  makeAgentKey,
  openWire,
  stepsOf,
  succeed,
  type AgentIdentity,
  type Behaviour,
} from './index.ts';

vi.setConfig({ testTimeout: 120_000 });
const PATIENCE = { timeout: 60_000, interval: 50 };
const pace = { firstMs: 50, longestMs: 500 };
const content = JSON.stringify({
  schemaVersion: '2.2',
  mainSteps: [{ action: 'aws:runShellScript', name: 'work', inputs: { runCommand: ['true'] } }],
});

let database: TestDatabase;
let dataDir: string;
let url: string;
let server: Awaited<ReturnType<typeof startServer>>;
const wire = openWire();
const agents: { powerOff(): void }[] = [];

const start = async (): Promise<void> => {
  const { host, port, user, password, database: name } = database.address;
  const databaseUrl = `postgresql://${user}:${encodeURIComponent(String(password))}@localhost:${port}/${name}?host=${encodeURIComponent(String(host))}`;
  const config = { dataDir, host: '127.0.0.1', port: Number(new URL(url).port), databaseUrl };
  const rest = {
    publicUrl: undefined,
    logLevel: 'silent',
    exitWithParent: false,
    historyDays: 14,
    powerCommandsDir: undefined,
  };
  server = await startServer({ ...config, ...rest }, pino({ level: 'silent' }));
};

beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'rustine-agents-'));
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  await new Promise((resolve) => listener.close(resolve));
  await start();
  await ask('documents', { name: 'Play', content });
});
afterAll(async () => {
  for (const agent of agents) agent.powerOff();
  wire.close();
  await server.stop();
  await database.drop();
  await rm(dataDir, { recursive: true });
});

async function ask(path: string, body?: unknown): Promise<Record<string, unknown>> {
  const token = (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim();
  return (await wire.call(`${url}/api/v1/${path}`, { token, body })) as Record<string, unknown>;
}

async function makeAgent(behaviour: Behaviour, changed: Partial<AgentIdentity> = {}) {
  const { token } = (await ask('enrollment-tokens', {})) as { token: string };
  const identity = { ...(await enrolAgent(wire, { serverUrl: url, token, hostname: 'played' })), ...changed };
  const faults: Error[] = [];
  const watcher = { fault: (error: Error) => void faults.push(error) };
  const agent = createSimulatedAgent({
    identity,
    hostname: 'played',
    serverUrl: () => url,
    wire,
    behaviour,
    pace,
    watcher,
  });
  agents.push(agent);
  return { ...agent, faults };
}

/** Runs the document on one agent; what the server says of it, when asked. */
async function runOn({ identity }: { identity: AgentIdentity }) {
  const { id } = await ask('commands', { documentName: 'Play', instanceIds: [identity.instanceId] });
  const { invocations } = (await ask(`work-requests/${String(id)}`)) as { invocations: { id: string }[] };
  const invocationId = invocations[0]!.id;
  const invocation = () => ask(`invocations/${invocationId}`);
  return {
    workRequestId: String(id),
    invocationId,
    invocation,
    reaches: (state: string) =>
      vi.waitFor(async () => expect(await invocation()).toMatchObject({ state }), PATIENCE).then(invocation),
  };
}

describe('a simulated agent', () => {
  it('holds its link, carries a command out and tells of it as it went', async () => {
    const agent = await makeAgent((command) => [
      { act: 'start', steps: stepsOf(command) },
      { act: 'step-start', step: 'work' },
      { act: 'print', step: 'work', text: 'one\n' },
      { act: 'print', step: 'work', text: 'two\n' },
      { act: 'step-end', step: 'work' },
      { act: 'finish' },
    ]);
    agent.powerOn();
    const run = await runOn(agent);
    expect(await run.reaches('SUCCEEDED')).toMatchObject({
      steps: [{ name: 'work', state: 'SUCCEEDED', exitCode: 0, stdout: { head: 'one\ntwo\n', totalBytes: 8 } }],
    });
    await vi.waitFor(() => expect(agent.runs()).toMatchObject([{ end: 'SUCCEEDED', told: true }]), PATIENCE);
    expect(agent.runs()).toMatchObject([{ invocationId: run.invocationId, boots: [agent.bootId()] }]);
    const instance = await ask(`instances/${agent.identity.instanceId}`);
    expect(instance).toMatchObject({ status: 'ONLINE', hostname: 'played', osName: 'Debian GNU/Linux 12 (bookworm)' });
    expect(agent.faults).toEqual([]);
  });

  it('fails when its behaviour says so', async () => {
    const agent = await makeAgent(failWith(3));
    agent.powerOn();
    const ended = await (await runOn(agent)).reaches('FAILED');
    expect(ended).toMatchObject({ steps: [{ state: 'FAILED', exitCode: 3 }] });
  });

  it('proves a reboot by another boot id', async () => {
    const agent = await makeAgent((command) => [
      { act: 'start', steps: stepsOf(command) },
      { act: 'step-start', step: 'work' },
      { act: 'reboot', step: 'work', offMs: 200 },
      { act: 'step-end', step: 'work' },
      { act: 'finish' },
    ]);
    agent.powerOn();
    await (await runOn(agent)).reaches('SUCCEEDED');
    const [run] = agent.runs();
    expect(run?.boots).toHaveLength(2);
    expect(run?.boots[1]).toBe(agent.bootId());
  });

  it('gets its command when it is switched on, and goes on after the plug was pulled in the middle of a step', async () => {
    const agent = await makeAgent((command) => {
      const [begin, work, ...rest] = succeed(command, '')!;
      return [{ act: 'hold' }, begin!, work!, { act: 'hold' }, ...rest];
    });
    const run = await runOn(agent);
    expect(await run.invocation()).toMatchObject({ state: 'PENDING' });
    agent.powerOn();
    await run.reaches('DELIVERED');
    agent.release();
    await run.reaches('RUNNING');
    agent.powerOff();
    expect(agent.isOn()).toBe(false);
    agent.powerOn();
    const log = async () => JSON.stringify(await ask(`work-requests/${run.workRequestId}/log`));
    await vi.waitFor(async () => expect(await log()).toContain(agent.bootId()), PATIENCE);
    agent.release();
    expect(await run.reaches('SUCCEEDED')).toMatchObject({ steps: [{ state: 'SUCCEEDED' }] });
    expect(agent.runs()).toMatchObject([{ end: 'SUCCEEDED', boots: [expect.any(String), agent.bootId()] }]);
  });

  it('tells all it has to tell to a server that went and came back, each event once', async () => {
    const agent = await makeAgent((command, instanceId) => [
      { act: 'hold' },
      { act: 'start', steps: stepsOf(command) },
      { act: 'step-start', step: 'work' },
      ...Array.from({ length: 300 }, (_, line) => ({ act: 'print', step: 'work', text: `${line}\n` }) as const),
      ...succeed(command, instanceId)!.slice(2),
    ]);
    agent.powerOn();
    const run = await runOn(agent);
    await run.reaches('DELIVERED');
    await server.stop();
    agent.release();
    await start();
    const text = Array.from({ length: 300 }, (_, line) => `${line}\n`).join('');
    expect(await run.reaches('SUCCEEDED')).toMatchObject({
      steps: [{ stdout: { head: text, totalBytes: text.length } }],
    });
    expect(agent.runs()).toMatchObject([{ boots: [agent.bootId()] }]);
  });

  it('waits for its lease before it reboots, when it is one of which only some may be down', async () => {
    const rebooting: Behaviour = (command) => [
      { act: 'start', steps: stepsOf(command) },
      { act: 'step-start', step: 'work' },
      { act: 'reboot', step: 'work', offMs: 50 },
      { act: 'step-end', step: 'work' },
      { act: 'finish' },
    ];
    const [agent, other] = [await makeAgent(rebooting), await makeAgent(succeed)];
    const instanceIds = [agent, other].map(({ identity }) => identity.instanceId);
    await ask('quorum-sets', { name: 'pair', maxDown: 1, instanceIds });
    agent.powerOn();
    const run = await runOn(agent);
    const waits = { state: 'REBOOTING', reason: expect.stringContaining('waits to reboot') };
    await vi.waitFor(async () => expect(await run.invocation()).toMatchObject(waits), PATIENCE);
    expect(agent.runs()).toMatchObject([{ boots: [agent.bootId()] }]);
    other.powerOn();
    await run.reaches('SUCCEEDED');
    expect(agent.runs()).toMatchObject([{ boots: [expect.any(String), agent.bootId()] }]);
  });

  it('ends what is canceled', async () => {
    const agent = await makeAgent((command, instanceId) => [{ act: 'hold' }, ...succeed(command, instanceId)!]);
    agent.powerOn();
    const run = await runOn(agent);
    await run.reaches('DELIVERED');
    await ask(`work-requests/${run.workRequestId}/cancel`, {});
    await run.reaches('CANCELED');
    agent.release();
    expect(agent.runs()).toMatchObject([{ end: 'CANCELED' }]);
  });

  it('refuses a command that none of its pinned keys signed', async () => {
    const agent = await makeAgent(succeed, { commandKeys: [makeAgentKey().publicJwk] });
    agent.powerOn();
    const ended = await (await runOn(agent)).reaches('FAILED');
    expect(ended).toMatchObject({ reason: expect.stringContaining('SIGNATURE_INVALID') });
    expect(agent.runs()).toMatchObject([{ end: 'REFUSED', command: null }]);
  });
});
