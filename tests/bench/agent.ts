import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildAgent } from '../../tools/agent-build/build-agent.ts';
import { targets } from '../../tools/agent-build/targets.ts';
import { openRelay, type Relay } from './count-bytes.ts';
import type { BenchResult } from './main.ts';
import { openPingServer, type PingServer } from './ping-server.ts';
import { readCost, type ProcessCost } from './read-cost.ts';
import { startBenchServer, type BenchServer } from './start-bench-server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What a start costs is over by then: enrolment, the first check-in, the facts. */
const SETTLE_SECONDS = 30;
/** Two check-ins and a dozen pings. */
const WATCH_SECONDS = 240;

interface Idler {
  readonly name: string;
  readonly process: ChildProcess;
  readonly relay: Relay;
}

/**
 * What an agent costs that has nothing to do, as the sources run by Node and as the one-file build, against a bare Node
 * process that holds one response open which pings as often, and does nothing else; all at the same time, each through a
 * relay that counts.
 * The figure is resident memory of the one-file agent. Rates are those of the minutes watched, times what makes an hour;
 * TLS, which is not in it, adds about 30 bytes to each message.
 */
export async function agentBench(): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'rustine-bench-agent-'));
  await chmod(folder, 0o755);
  const server = await startBenchServer(root, folder);
  const pinger = await openPingServer();
  const idlers: Idler[] = [];
  try {
    const binary = await buildBinary(folder);
    const agent = ['--conditions=@rustine/source', join(root, 'apps/agent/src/main.ts'), 'run'];
    idlers.push(await startAgent('agent run by Node', [process.execPath, ...agent], { server, folder }));
    idlers.push(await startAgent('one-file agent', [binary, 'run'], { server, folder }));
    idlers.push(await startBare(pinger));
    process.stderr.write(`Idle for ${SETTLE_SECONDS} seconds, then watched for ${WATCH_SECONDS}.\n`);
    await sleep(SETTLE_SECONDS * 1000);
    const costs = await watch(idlers);
    const [, figure, reference] = costs as [ProcessCost, ProcessCost, ProcessCost];
    return {
      bench: 'agent',
      figure: figure.residentBytes,
      reference: reference.residentBytes,
      ratio: Math.round((figure.residentBytes / reference.residentBytes) * 1000) / 1000,
      unit: 'bytes resident of an idle agent',
    };
  } finally {
    for (const { process: child, relay } of idlers) {
      await end(child);
      relay.close();
    }
    pinger.close();
    await end(server.process);
    await rm(folder, { recursive: true, force: true });
  }
}

async function buildBinary(folder: string): Promise<string> {
  const target = targets.find(({ name }) => name === `${process.platform}-${process.arch}`);
  if (target === undefined) throw new Error(`no agent is built for ${process.platform} on ${process.arch}`);
  const { path } = await buildAgent(root, { target, outputFolder: folder, tell: (line) => console.error(line) });
  return path;
}

async function startAgent(
  name: string,
  [program = '', ...args]: readonly string[],
  { server, folder }: { server: BenchServer; folder: string },
): Promise<Idler> {
  const stateDir = join(folder, name.replaceAll(' ', '-'));
  await mkdir(stateDir, { mode: 0o700 });
  const relay = await openRelay(server.port);
  const child = spawn(program, args, {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      RUSTINE_URL: `http://127.0.0.1:${relay.port}`,
      RUSTINE_AGENT_STATE_DIR: stateDir,
      RUSTINE_ENROLLMENT_TOKEN: await server.makeToken(),
      RUSTINE_LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return { name, process: child, relay };
}

/** Opens one link, as an agent does, and has no other code. */
async function startBare(pinger: PingServer): Promise<Idler> {
  const relay = await openRelay(pinger.port);
  const path = fileURLToPath(new URL('bare-link.mjs', import.meta.url));
  const child = spawn(process.execPath, [path, `http://127.0.0.1:${relay.port}/`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return { name: 'bare Node client', process: child, relay };
}

async function watch(idlers: readonly Idler[]): Promise<ProcessCost[]> {
  const before = await Promise.all(idlers.map(({ process: child }) => readCost(child.pid ?? 0)));
  const bytesBefore = idlers.map(({ relay }) => relay.counted());
  const started = performance.now();
  await sleep(WATCH_SECONDS * 1000);
  const perHour = 3_600_000 / (performance.now() - started);
  const after = await Promise.all(idlers.map(({ process: child }) => readCost(child.pid ?? 0)));
  for (const [index, { name, relay }] of idlers.entries()) {
    const [was, is] = [before[index], after[index]] as [ProcessCost, ProcessCost];
    const [from, to] = [bytesBefore[index], relay.counted()] as [
      ReturnType<Relay['counted']>,
      ReturnType<Relay['counted']>,
    ];
    const rates = [
      `${((is.cpuSeconds - was.cpuSeconds) * perHour).toFixed(1)} s CPU an hour`,
      `${Math.round((to.sent - from.sent) * perHour)} bytes an hour sent`,
      `${Math.round((to.received - from.received) * perHour)} received`,
    ];
    const memory = `${toMb(is.residentBytes)} MB resident, ${toMb(is.privateBytes)} MB of it private`;
    process.stderr.write(`${name}: ${memory}; ${rates.join(', ')}\n`);
  }
  return after;
}

const toMb = (bytes: number) => (bytes / 1e6).toFixed(1);

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
