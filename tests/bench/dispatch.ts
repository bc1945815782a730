import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { letGo, startChild, tell } from './bench-child.ts';
import { ask, DOCUMENT, inSeconds, measureFleet, rounded, say, urlOf } from './dispatch-measure.ts';
import { readOptions, requireFiles, type DispatchOptions } from './dispatch-options.ts';
import type { BenchPostgres } from './dispatch-postgres.ts';
import { writeBareRows } from './dispatch-rows.ts';
import type { BenchResult } from './main.ts';
import { startBenchServer, type BenchServer } from './start-bench-server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What a server's process needs besides its links: files, requests, connections to the database. */
const SPARE_FILES = 500;

/**
 * A fleet of simulated agents, each with a key, a link and its check-ins, on one server and then on two that share a
 * PostgreSQL: what the idle fleet costs, and how long it takes from `run now` on all of them, with no limit but the ramp-up
 * of SSM's rate control, until the last has fetched its command.
 *
 * The limit is what nobody can save: the same agents fetch once and tell once, signed, from a bare HTTP server that knows
 * nothing; and PostgreSQL writes a row for each and changes it twice, durably. Both one after the other, since server and
 * database share the machine's processors with the agents.
 */
export async function dispatchBench(args: readonly string[] = []): Promise<BenchResult> {
  const options = readOptions(args);
  await requireFiles(options.agents + SPARE_FILES);
  const undo: (() => Promise<unknown>)[] = [];
  let tidied: Promise<void> | undefined;
  const tidy = async () => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  const interrupted = () => void (tidied ??= tidy()).finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted);
  try {
    return await measure(options, undo);
  } finally {
    // What failed because of the tidying is told only after it.
    await (tidied ??= tidy());
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupted);
  }
}

async function measure(options: DispatchOptions, undo: (() => Promise<unknown>)[]): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'rustine-bench-dispatch-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  // Started as root, PostgreSQL runs under an account of its own, which must be able to pass through here.
  await chmod(folder, 0o711);
  const holder = startChild('dispatch-postgres.ts', [join(folder, 'database')]);
  undo.push(() => letGo(holder));
  const postgres = (await tell(holder)) as BenchPostgres;
  const agents = startChild('dispatch-agents.ts');
  undo.push(() => letGo(agents));
  const start = async (name: string): Promise<BenchServer> => {
    const { nodeOptions } = options;
    const server = await startBenchServer(root, folder, { databaseUrl: postgres.databaseUrl, name, nodeOptions });
    undo.push(() => stop(server.process));
    return server;
  };

  const first = await start('one');
  await first.ask('documents', { name: DOCUMENT, content: JSON.stringify(noOp) });
  const [serverUrl, token] = [urlOf(first), await first.makeToken()];
  const { agents: count } = options;
  await ask(agents, { do: 'enrol', count, serverUrl, token, databaseUrl: postgres.databaseUrl });
  say(`${count} agents are enrolled`);
  const limit = await measureLimit(agents, { databaseUrl: postgres.databaseUrl, count });
  say(`the limit: bare HTTP ${inSeconds(limit.http)}, bare rows ${inSeconds(limit.rows)}`);

  const one = await measureFleet({ options, agents, postgres, servers: [first] });
  await stop(first.process);
  const again = await start('one');
  await shareData(again.dataDir, join(folder, 'two'));
  const second = await start('two');
  const two = await measureFleet({ options, agents, postgres, servers: [again, second] });
  const [figure, reference] = [one.delivered, (limit.http + limit.rows) / 1000];
  return {
    bench: 'dispatch',
    figure: rounded(figure),
    reference: rounded(reference),
    ratio: rounded(figure / reference),
    unit: 'seconds from run now to the last delivery, one server',
    more: { agents: count, ...prefixed('one', one), ...prefixed('two', two) },
  };
}

/** Puts what replicas share beside the second one's own: three key files, and the two directories of the store. */
async function shareData(from: string, to: string): Promise<void> {
  await mkdir(join(to, 'keys'), { recursive: true, mode: 0o711 });
  for (const key of ['command-signing.jwk', 'upload-grants', 'parameters']) {
    await copyFile(join(from, 'keys', key), join(to, 'keys', key));
  }
  for (const directory of ['objects', 'lake']) await symlink(join(from, directory), join(to, directory));
}

async function measureLimit(
  agents: ChildProcess,
  { databaseUrl, count }: { databaseUrl: string; count: number },
): Promise<{ http: number; rows: number }> {
  const bare = startChild('dispatch-bare.ts');
  try {
    const { url } = (await tell(bare)) as { url: string };
    const { milliseconds } = (await ask(agents, { do: 'bare', url })) as { milliseconds: number };
    return { http: milliseconds, rows: await writeBareRows(databaseUrl, count) };
  } finally {
    await letGo(bare);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

const noOp = {
  schemaVersion: '2.2',
  description: 'Does nothing.',
  mainSteps: [{ action: 'aws:runShellScript', name: 'nothing', inputs: { runCommand: ['true'] } }],
};

const prefixed = (prefix: string, figures: Record<string, number>) =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${prefix}.${name}`, value]));
