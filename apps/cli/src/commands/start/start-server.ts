import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RustineClient } from '@rustine/sdk';
import { CliError } from '../../cli-error.ts';
import type { CliConfig } from '../../config.ts';
import { clientFor, readToken } from '../../connect.ts';
import { exitCodes } from '../../exit-codes.ts';
import { poll } from '../../follow/poll.ts';
import type { Progress } from '../../output/progress.ts';
import { checkPort } from './check-port.ts';
import type { House } from './house.ts';

export interface RunningServer {
  readonly client: RustineClient;
  readonly url: string;
}

/** A first start lays the database, on a slow disk too. */
const READY_MS = 180_000;

/** Starts the server and waits until it is ready. @throws CliError */
export async function startServer(
  port: number,
  { house, config, progress, signal }: { house: House; config: CliConfig; progress: Progress; signal: AbortSignal },
): Promise<RunningServer> {
  const first = !(await exists(join(config.dataDir, 'admin-token')));
  const step = progress.step(first ? 'Starting the server and laying its database' : 'Starting the server');
  await checkPort(port, { dataDir: config.dataDir, signal });
  // Its log comes before the server itself, which lets PostgreSQL's account pass through; what is secret has a mode of its own.
  await mkdir(config.dataDir, { recursive: true, mode: 0o711 });
  const server = house.launch('server', {
    args: ['--exit-with-parent'],
    env: { ...config.environment, RUSTINE_DATA_DIR: config.dataDir, RUSTINE_PORT: String(port) },
  });
  const url = `http://127.0.0.1:${port}`;
  const until = performance.now() + READY_MS;
  await poll({
    everyMs: 150,
    awayMs: READY_MS,
    signal,
    ask: async () => {
      const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]) });
      if (answer.ok) return true;
      if (performance.now() < until) return undefined;
      throw new CliError(
        `The server does not become ready; ${join(config.dataDir, 'logs', 'server.log')} says why.`,
        exitCodes.FAILED,
      );
    },
  });
  server.markReady();
  step.done(`The server is up at ${url}`);
  return { url, client: clientFor(url, await readToken(config.dataDir), { signal }) };
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
