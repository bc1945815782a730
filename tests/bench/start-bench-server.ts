import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface BenchServer {
  readonly process: ChildProcess;
  readonly port: number;
  readonly dataDir: string;
  /** Asks the API under /api/v1 as its administrator: GET without a body, else POST. */
  readonly ask: (path: string, body?: unknown) => Promise<unknown>;
  /** A one-time token to enrol with. */
  readonly makeToken: () => Promise<string>;
}

export interface BenchServerOptions {
  /** The PostgreSQL to use instead of the one that the server brings. */
  readonly databaseUrl?: string;
  /** Of the data directory below the folder. */
  readonly name?: string;
  /** For Node, before the server's own file. */
  readonly nodeOptions?: readonly string[];
}

const READY_MS_MAX = 120_000;

/** The real server over a directory of its own. It ends when this process does. */
export async function startBenchServer(
  root: string,
  folder: string,
  { databaseUrl, name = 'data', nodeOptions = [] }: BenchServerOptions = {},
): Promise<BenchServer> {
  const port = await freePort();
  const dataDir = join(folder, name);
  const main = join(root, 'apps/server/src/main.ts');
  const argv = ['--conditions=@rustine/source', ...nodeOptions, main, '--exit-with-parent'];
  const child = spawn(process.execPath, argv, {
    cwd: root,
    env: {
      PATH: process.env['PATH'] ?? '',
      RUSTINE_DATA_DIR: dataDir,
      RUSTINE_PORT: String(port),
      RUSTINE_LOG_LEVEL: 'warn',
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    },
    stdio: ['pipe', 2, 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await untilReady(`${url}/readyz`, child);
  const ask: BenchServer['ask'] = async (path, body) => {
    const admin = (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim();
    const response = await fetch(`${url}/api/v1/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  return {
    process: child,
    port,
    dataDir,
    ask,
    makeToken: async () => ((await ask('enrollment-tokens', {})) as { token: string }).token,
  };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (const end = performance.now() + READY_MS_MAX; performance.now() < end; await sleep(100)) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return;
  }
  throw new Error('the server was not ready in time');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
