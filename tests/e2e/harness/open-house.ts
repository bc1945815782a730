import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEnrollmentToken, createRustineClient, listInstances, unwrap, type RustineClient } from '@rustine/sdk';
import { freePort } from './free-port.ts';
import { runProcess, type RunningProcess } from './run-process.ts';
import { waitUntil } from './wait-until.ts';

/** A server and its agents, as real processes over one directory that goes away with the test. */
export interface House extends AsyncDisposable {
  readonly url: string;
  readonly dataDir: string;
  readonly token: () => Promise<string>;
  readonly client: () => Promise<RustineClient>;
  /** Starts the server (again) and waits until it is ready. */
  readonly startServer: () => Promise<RunningProcess>;
  /** The running server. */
  readonly server: () => RunningProcess;
  /** Starts an agent; with a name that was used before it is the same instance. */
  readonly startAgent: (
    name: string,
    options?: AgentOptions,
  ) => Promise<{ process: RunningProcess; instanceId: string; stateDir: string }>;
}

export interface AgentOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Put before the agent's argv: a program that becomes it. */
  readonly wrap?: readonly string[];
}

export interface HouseOptions {
  /** Where the server listens; the loopback when it is left out. */
  readonly host?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly agentEnv?: Readonly<Record<string, string>>;
}

export async function openHouse({ host = '127.0.0.1', env = {}, agentEnv = {} }: HouseOptions = {}): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'rustine-e2e-'));
  // The embedded PostgreSQL runs unprivileged when the test is root, and has to reach its directory.
  await chmod(folder, 0o755);
  const dataDir = join(folder, 'data');
  const port = await freePort(host);
  const url = `http://${host}:${port}`;
  const processes: RunningProcess[] = [];
  let server: RunningProcess | undefined;

  const token = async () => (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim();
  const client = async () => createRustineClient({ baseUrl: url, token: await token() });

  const startServer = async () => {
    const started = runProcess({
      argv: ['apps/server/src/main.ts'],
      env: {
        RUSTINE_DATA_DIR: dataDir,
        RUSTINE_HOST: host,
        RUSTINE_PORT: String(port),
        RUSTINE_LOG_LEVEL: 'info',
        ...env,
      },
      logFile: join(folder, 'server.log'),
    });
    processes.push(started);
    server = started;
    await waitUntil('the server is ready', async () => (await fetch(`${url}/readyz`)).ok, {
      seconds: 60,
      state: started.log,
    });
    return started;
  };

  const startAgent = async (name: string, { env: more = {}, wrap = [] }: AgentOptions = {}) => {
    const stateDir = join(folder, `agent-${name}`);
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    const known = await readFile(join(stateDir, 'enrollment.json'), 'utf8').catch(() => undefined);
    const enrollment =
      known === undefined ? await unwrap(createEnrollmentToken({ client: await client(), body: {} })) : undefined;
    const started = runProcess({
      argv: ['apps/agent/src/main.ts', 'run'],
      env: {
        RUSTINE_URL: url,
        RUSTINE_AGENT_STATE_DIR: stateDir,
        // A test must never reboot the machine that it runs on.
        RUSTINE_REBOOT_COMMAND: '["/bin/false"]',
        ...(enrollment !== undefined && { RUSTINE_ENROLLMENT_TOKEN: enrollment.token }),
        ...agentEnv,
        ...more,
      },
      wrap,
      logFile: join(folder, `agent-${name}.log`),
    });
    processes.push(started);
    const instanceId = await waitUntil(
      `agent ${name} has enrolled`,
      async () =>
        (JSON.parse(await readFile(join(stateDir, 'enrollment.json'), 'utf8')) as { instanceId?: string }).instanceId,
      { state: started.log },
    );
    await waitUntil(`agent ${name} has checked in`, async () => {
      const { items } = await unwrap(listInstances({ client: await client() }));
      return items.some((item) => item.id === instanceId && item.lastCheckInAt !== null);
    });
    return { process: started, instanceId, stateDir };
  };

  return {
    url,
    dataDir,
    token,
    client,
    startServer,
    startAgent,
    server: () => server!,
    [Symbol.asyncDispose]: async () => {
      for (const running of processes.toReversed())
        if (running.child.exitCode === null && running.child.signalCode === null) await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
