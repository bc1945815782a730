import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRustineClient, type RustineClient } from '@rustine/sdk';

const root = fileURLToPath(new URL('../..', import.meta.url));
const READY_MS_MAX = 180_000;

/** A server of the lab's own on an address that its machines reach. */
export interface LabServer extends AsyncDisposable {
  readonly url: string;
  /** Whose files a power provider of the kind `exec` may run. */
  readonly commandsDir: string;
  readonly client: RustineClient;
  /** What it wrote so far. */
  log(): Promise<string>;
}

/** The server ends with the process that started it, however that one ends. */
export async function startServer(folder: string, address: string): Promise<LabServer> {
  const dataDir = join(folder, 'data');
  const commandsDir = join(folder, 'commands');
  await mkdir(commandsDir, { mode: 0o755 });
  const logFile = join(folder, 'server.log');
  const port = await findFreePort(address);
  const url = `http://${address}:${port}`;
  const output = openSync(logFile, 'a', 0o600);
  const child = spawn(
    process.execPath,
    ['--conditions=@rustine/source', join(root, 'apps/server/src/main.ts'), '--exit-with-parent'],
    {
      cwd: root,
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        RUSTINE_DATA_DIR: dataDir,
        RUSTINE_HOST: address,
        RUSTINE_PORT: String(port),
        RUSTINE_POWER_COMMANDS_DIR: commandsDir,
      },
      stdio: ['pipe', output, output],
      // Ctrl-C is for the lab, which ends its server when it has said goodbye to the machines.
      detached: true,
    },
  );
  closeSync(output);
  const ended = once(child, 'exit');
  const log = async () => await readFile(logFile, 'utf8');
  const stop = async () => {
    child.stdin?.end();
    await ended;
  };
  const until = performance.now() + READY_MS_MAX;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || performance.now() > until) {
      await stop();
      throw new Error(`The server does not become ready: ${(await log()).slice(-2000)}`);
    }
    await sleep(100);
  }
  const token = (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim();
  return { url, commandsDir, client: createRustineClient({ baseUrl: url, token }), log, [Symbol.asyncDispose]: stop };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(10_000) })).ok;
  } catch {
    return false;
  }
}

async function findFreePort(address: string): Promise<number> {
  const probe = createServer().listen(0, address);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
