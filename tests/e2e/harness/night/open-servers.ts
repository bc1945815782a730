import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRustineClient, type RustineClient } from '@rustine/sdk';
import { startEmbeddedPostgres } from '../../../../apps/server/src/db/embedded/start-embedded-postgres.ts';
import { freePort } from '../free-port.ts';
import { runProcess, type RunningProcess } from '../run-process.ts';
import { noLog } from './no-log.ts';
import { openHypervisor, type Hypervisor } from './hypervisor.ts';

/** One replica: a process that comes and goes, at one address and over one directory. */
export interface Server {
  readonly name: string;
  readonly url: string;
  readonly start: () => void;
  /** kill -9, however far its start has come. Harmless when it is not there. */
  readonly kill: () => Promise<void>;
  readonly isRunning: () => boolean;
  readonly whenReady: () => Promise<void>;
  readonly log: () => string;
}

/** Replicas on one real PostgreSQL, which is not theirs, so that it can be killed by itself. */
export interface Servers extends AsyncDisposable {
  readonly folder: string;
  readonly all: readonly Server[];
  readonly hypervisor: Hypervisor;
  readonly poolConfig: Awaited<ReturnType<typeof startEmbeddedPostgres>>['poolConfig'];
  readonly killPostgres: () => void;
  /** A client of one of those that run; of the first when none does. */
  readonly client: (choose: (count: number) => number) => RustineClient;
  readonly urlOf: (choose: (count: number) => number) => string;
  /** To be called once, when the first one has been ready. */
  readonly share: () => Promise<void>;
}

const READY_MS_MAX = 60_000;

export async function openServers(): Promise<Servers> {
  const folder = await mkdtemp(join(tmpdir(), 'rustine-nights-'));
  // PostgreSQL runs unprivileged when the test is root, and has to pass through here.
  await chmod(folder, 0o711);
  const postgres = await startEmbeddedPostgres({
    dataDir: join(folder, 'database'),
    log: noLog,
    // What a process wrote survives its kill without the disk; a power cut is not played here.
    settings: { fsync: 'off', full_page_writes: 'off' },
  });
  const { host, port, user, password, database } = postgres.poolConfig;
  const databaseUrl = `postgresql://${user}:${encodeURIComponent(password)}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`;
  const hypervisor = await openHypervisor(join(folder, 'hypervisor'));
  const env = { DATABASE_URL: databaseUrl, RUSTINE_POWER_COMMANDS_DIR: hypervisor.commandsDir };
  const all = [await makeServer('one', { folder, env }), await makeServer('two', { folder, env })];
  let token = '';
  const running = () => {
    const those = all.filter((server) => server.isRunning());
    return those.length === 0 ? all.slice(0, 1) : those;
  };
  const urlOf = (choose: (count: number) => number) => running()[choose(running().length)]!.url;
  return {
    folder,
    all,
    hypervisor,
    poolConfig: postgres.poolConfig,
    killPostgres() {
      const pid = postgres.pid();
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    },
    urlOf,
    client: (choose) => createRustineClient({ baseUrl: urlOf(choose), token }),
    async share() {
      token = (await readFile(join(folder, 'one', 'admin-token'), 'utf8')).trim();
      await shareData(join(folder, 'one'), join(folder, 'two'));
    },
    async [Symbol.asyncDispose]() {
      for (const server of all) await server.kill();
      await hypervisor[Symbol.asyncDispose]();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function makeServer(
  name: string,
  { folder, env }: { readonly folder: string; readonly env: Readonly<Record<string, string>> },
): Promise<Server> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(folder, `${name}.log`);
  let current: RunningProcess | undefined;
  const isRunning = () => current !== undefined && current.child.exitCode === null && current.child.signalCode === null;
  return {
    name,
    url,
    isRunning,
    start() {
      current = runProcess({
        argv: ['apps/server/src/main.ts', '--exit-with-parent'],
        env: { ...env, RUSTINE_DATA_DIR: join(folder, name), RUSTINE_PORT: String(port), RUSTINE_LOG_LEVEL: 'info' },
        logFile,
      });
    },
    async kill() {
      if (isRunning()) await current?.kill();
    },
    async whenReady() {
      for (const end = Date.now() + READY_MS_MAX; ; await sleep(50)) {
        if (!isRunning()) throw new Error(`server ${name} ended by itself: ${current?.log().slice(-2000) ?? ''}`);
        const answer = await fetch(`${url}/readyz`).catch(() => null);
        if (answer?.ok) return;
        if (Date.now() > end) throw new Error(`server ${name} is not ready: ${current?.log().slice(-2000) ?? ''}`);
      }
    },
    log: () => current?.log() ?? '',
  };
}

/** What replicas share of their directories: three keys, and the store (docs/guides/scale.md). */
async function shareData(from: string, to: string): Promise<void> {
  await mkdir(join(to, 'keys'), { recursive: true, mode: 0o711 });
  for (const key of ['command-signing.jwk', 'upload-grants', 'parameters'])
    await copyFile(join(from, 'keys', key), join(to, 'keys', key));
  for (const directory of ['objects', 'lake']) await symlink(join(from, directory), join(to, directory));
}
