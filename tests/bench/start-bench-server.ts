import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface BenchServer {
  readonly process: ChildProcess;
  readonly port: number;
  /** A one-time token to enrol with. */
  readonly makeToken: () => Promise<string>;
}

const READY_MS_MAX = 120_000;

/** The real server over a directory of its own, with the PostgreSQL that it brings. */
export async function startBenchServer(root: string, folder: string): Promise<BenchServer> {
  const port = await freePort();
  const dataDir = join(folder, 'data');
  const child = spawn(process.execPath, ['--conditions=@rustine/source', join(root, 'apps/server/src/main.ts')], {
    cwd: root,
    env: {
      PATH: process.env['PATH'] ?? '',
      RUSTINE_DATA_DIR: dataDir,
      RUSTINE_PORT: String(port),
      RUSTINE_LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await untilReady(`${url}/readyz`, child);
  return {
    process: child,
    port,
    async makeToken() {
      const admin = (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim();
      const response = await fetch(`${url}/api/v1/enrollment-tokens`, {
        method: 'POST',
        headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
        body: '{}',
      });
      if (!response.ok) throw new Error(`no enrolment token: ${await response.text()}`);
      return ((await response.json()) as { token: string }).token;
    },
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
