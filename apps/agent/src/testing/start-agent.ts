import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createTestServer, type TestServer } from './test-server.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface RunningAgent {
  readonly process: ChildProcess;
  /** All that it wrote to stderr so far. */
  log(): string;
  /** Answers the exit code, or null after a signal. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

export interface StartOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: 'ignore' | 'pipe';
  /** Put before the agent's argv: a program that becomes it. */
  readonly wrap?: readonly string[];
}

/** A server and a place for one agent, which may be started, killed and started again. */
export interface Rehearsal {
  readonly server: TestServer;
  readonly stateDir: string;
  /** A folder for what scripts write, so that a test can see what they did. */
  readonly scratch: string;
  start(options?: StartOptions): RunningAgent;
  /** `afterwards` runs when all agents have ended, before the folders are removed. */
  close(afterwards?: () => void): Promise<void>;
}

export async function createRehearsal(): Promise<Rehearsal> {
  const server = await createTestServer();
  const scratch = mkdtempSync(join(tmpdir(), 'rustine-agent-'));
  // A space in the path, since a person's home may have one.
  const stateDir = join(scratch, 'state dir');
  const agents: RunningAgent[] = [];
  return {
    server,
    stateDir,
    scratch,
    start({ args = ['run'], env = {}, stdin = 'ignore', wrap = [] } = {}) {
      const argv = [...wrap, process.execPath, '--conditions=@rustine/source', main, ...args];
      const child = spawn(argv[0] as string, argv.slice(1), {
        env: {
          PATH: process.env['PATH'],
          HOME: scratch,
          RUSTINE_URL: server.url,
          RUSTINE_AGENT_STATE_DIR: stateDir,
          RUSTINE_ENROLLMENT_TOKEN: server.enrollToken,
          RUSTINE_LOG_LEVEL: 'debug',
          RUSTINE_LOG_FORMAT: 'json',
          // A test must never reboot the machine that it runs on.
          RUSTINE_REBOOT_COMMAND: '["/bin/false"]',
          ...env,
        },
        stdio: [stdin, 'pipe', 'pipe'],
      });
      let written = '';
      child.stderr?.on('data', (bytes: Buffer) => (written += bytes.toString()));
      child.stdout?.resume();
      const exited = once(child, 'exit');
      const agent: RunningAgent = {
        process: child,
        log: () => written,
        async end(signal) {
          if (child.exitCode === null && child.signalCode === null) child.kill(signal);
          await exited;
          return child.exitCode;
        },
      };
      agents.push(agent);
      return agent;
    },
    async close(afterwards) {
      await Promise.all(agents.map(async (agent) => await agent.end('SIGTERM')));
      afterwards?.();
      await server.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** Waits until `read` answers something; the test's own time-out is the limit, the message says what never came. */
export async function until<T>(read: () => T | null | undefined | false): Promise<T> {
  for (;;) {
    const value = read();
    if (value !== null && value !== undefined && value !== false) return value;
    await sleep(20);
  }
}

/** The agent's last word on an invocation, once the server has it. */
export async function untilFinished(server: TestServer, invocationId: string) {
  return await until(() => server.eventsOf(invocationId).find((event) => event.type === 'finished'));
}
