import { readFile } from 'node:fs/promises';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT_COMPARTMENT_ID } from '@rustine/contract';
import { tell } from './bench-child.ts';
import type { AgentsTask, Told } from './dispatch-agents.ts';
import type { DispatchOptions } from './dispatch-options.ts';
import type { BenchPostgres } from './dispatch-postgres.ts';
import { postgresCpuSeconds, readCost } from './read-cost.ts';
import type { BenchServer } from './start-bench-server.ts';

export const DOCUMENT = 'Bench-NoOp';

export interface Fleet {
  readonly options: DispatchOptions;
  readonly agents: ChildProcess;
  readonly postgres: BenchPostgres;
  readonly servers: readonly BenchServer[];
}

/** All figures of a fleet on these servers; times in seconds. */
export async function measureFleet(fleet: Fleet) {
  const { options, agents, servers } = fleet;
  const name = servers.length === 1 ? 'one server' : `${servers.length} servers`;
  const opened = performance.now();
  await ask(agents, { do: 'on', serverUrls: servers.map(urlOf), withinMs: options.spreadSeconds * 1000 });
  say(`${name}: all links are held and all have checked in after ${inSeconds(performance.now() - opened)}`);
  const idle = await watchIdle(fleet);
  say(
    `${name}: idle for ${options.seconds} s: ${idle.idleCpu} % of one processor, PostgreSQL ${idle.idlePostgresCpu} %, ${idle.rssMb} MB resident`,
  );
  const held = await run(fleet, 'hold');
  say(
    `${name}: run now on ${options.agents}: half delivered in ${held.deliveredHalf} s, the last in ${held.delivered} s, all accepted in ${held.accepted} s; processor time ${held.serverCpu} s, PostgreSQL ${held.postgresCpu} s`,
  );
  const releasedAt = wallClock();
  const { ended } = (await ask(agents, { do: 'release' })) as Told;
  const endedTogether = rounded((ended - releasedAt) / 1000);
  say(`${name}: all ended ${endedTogether} s after they were let go`);
  await untilEnded(fleet, held.workRequestId);
  const through = await run(fleet, 'succeed');
  await untilEnded(fleet, through.workRequestId);
  const peakRssMb = Math.max(...(await Promise.all(servers.map(({ process: child }) => peakMb(child.pid ?? 0)))));
  say(
    `${name}: run now, each ends at once: the last delivery after ${through.delivered} s, the last end after ${through.ended} s; processor time ${through.serverCpu} s, PostgreSQL ${through.postgresCpu} s; peak ${peakRssMb} MB`,
  );
  await ask(agents, { do: 'off' });
  const { delivered, deliveredHalf, accepted, serverCpu, postgresCpu } = held;
  const { ended: throughToEnd, serverCpu: throughServerCpu, postgresCpu: throughPostgresCpu } = through;
  const times = { deliveredHalf, delivered, accepted, serverCpu, postgresCpu, endedTogether };
  return { ...idle, ...times, throughToEnd, throughServerCpu, throughPostgresCpu, peakRssMb };
}

/** Of the servers together, in percent of one processor. */
async function watchIdle(fleet: Fleet) {
  const { options, servers } = fleet;
  const [before, startedAt] = [await readCpu(fleet), performance.now()];
  await sleep(options.seconds * 1000);
  const [after, seconds] = [await readCpu(fleet), (performance.now() - startedAt) / 1000];
  const resident = await Promise.all(
    servers.map(async ({ process: child }) => (await readCost(child.pid ?? 0)).residentBytes),
  );
  return {
    idleCpu: rounded(((after.servers - before.servers) / seconds) * 100),
    idlePostgresCpu: rounded(((after.postgres - before.postgres) / seconds) * 100),
    rssMb: Math.round(Math.max(...resident) / 1e6),
  };
}

/** Seconds of processor time so far, of the servers together and of their PostgreSQL. */
async function readCpu({ servers, postgres }: Fleet): Promise<{ servers: number; postgres: number }> {
  const costs = await Promise.all(servers.map(({ process: child }) => readCost(child.pid ?? 0)));
  return {
    servers: costs.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    postgres: await postgresCpuSeconds(postgres.pid),
  };
}

/** `run now` on all, asked of the first server; seconds from the moment before it was asked. */
async function run(fleet: Fleet, behaviour: 'hold' | 'succeed') {
  const { agents, servers } = fleet;
  await ask(agents, { do: 'expect', behaviour });
  const told = tell(agents) as Promise<Told>;
  told.catch(() => undefined);
  const before = await readCpu(fleet);
  const askedAt = wallClock();
  const started = (await servers[0]!.ask('commands', {
    documentName: DOCUMENT,
    targets: { compartmentId: ROOT_COMPARTMENT_ID, recursive: true },
    maxConcurrency: '100%',
  })) as { id: string };
  const answered = wallClock();
  const { delivered, deliveredHalf, accepted, ended } = await told;
  const after = await readCpu(fleet);
  const since = (instant: number) => rounded((instant - askedAt) / 1000);
  say(`run now was answered after ${since(answered)} s`);
  return {
    workRequestId: started.id,
    deliveredHalf: since(deliveredHalf),
    delivered: since(delivered),
    accepted: since(accepted),
    ended: since(ended),
    serverCpu: rounded(after.servers - before.servers),
    postgresCpu: rounded(after.postgres - before.postgres),
  };
}

/** The server's own account must say the same as the agents'. */
async function untilEnded({ servers, options }: Fleet, workRequestId: string): Promise<void> {
  for (;;) {
    const { state, counts } = (await servers[0]!.ask(`work-requests/${workRequestId}`)) as {
      state: string;
      counts: Record<string, number>;
    };
    if (state === 'SUCCEEDED' && counts['SUCCEEDED'] === options.agents) return;
    if (state !== 'IN_PROGRESS') throw new Error(`the run ended as ${state}: ${JSON.stringify(counts)}`);
    await sleep(100);
  }
}

export async function ask(agents: ChildProcess, task: AgentsTask): Promise<unknown> {
  agents.send(task);
  return tell(agents);
}

async function peakMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round((Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024) / 1e6);
}

export const urlOf = ({ port }: BenchServer) => `http://127.0.0.1:${port}`;
export const rounded = (value: number) => Math.round(value * 1000) / 1000;
export const inSeconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;
const wallClock = () => performance.timeOrigin + performance.now();

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
