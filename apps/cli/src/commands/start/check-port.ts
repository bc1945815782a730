import { once } from 'node:events';
import { createServer } from 'node:net';
import { CliError } from '../../cli-error.ts';
import { readServerUrl, readToken } from '../../connect.ts';
import { exitCodes } from '../../exit-codes.ts';
import { poll } from '../../follow/poll.ts';

/** Longer than a server takes to end after the program that started it was killed. */
const PREDECESSOR_MS = 20_000;

/**
 * Makes sure that no other server runs on the data directory and that one can listen on 127.0.0.1:`port`.
 * @throws CliError that says who is in the way and what to do
 */
export async function checkPort(
  port: number,
  { dataDir, signal }: { dataDir: string; signal: AbortSignal },
): Promise<void> {
  const told = await readServerUrl(dataDir);
  if (told !== null && (await isServing(told, dataDir))) {
    throw new CliError(
      `Rustine is running on ${dataDir} already, at ${told}: "npx rustine sign-in" opens its console. Stop it first (Ctrl-C there) to start it here, or choose another RUSTINE_DATA_DIR.`,
      exitCodes.FAILED,
    );
  }
  if (await isFree(port)) return;
  const ours = told !== null && new URL(told).port === String(port);
  if (!ours || (await answers(`${told}/healthz`))) throw taken(port);
  // It is the server of a start that was killed, and it is about to end.
  const until = performance.now() + PREDECESSOR_MS;
  await poll({
    everyMs: 200,
    awayMs: 0,
    signal,
    ask: async () => {
      if (await isFree(port)) return true;
      if (performance.now() > until) throw taken(port);
      return undefined;
    },
  });
}

function taken(port: number): CliError {
  return new CliError(
    `Port ${port} on 127.0.0.1 is taken by another program: stop that, or choose another port, as in "npm start -- --port ${port + 1}".`,
    exitCodes.FAILED,
  );
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') return false;
    if (code !== 'EACCES') throw error;
    throw new CliError(
      `You may not listen on port ${port}: choose one above 1023, as in "npm start -- --port 7400".`,
      exitCodes.FAILED,
      { cause: error },
    );
  } finally {
    server.close();
  }
}

/** Whether the server there is that of the data directory: it alone knows the token. An address may be a dead server's. */
async function isServing(url: string, dataDir: string): Promise<boolean> {
  try {
    return await answers(`${url}/api/v1/session`, { authorization: `Bearer ${await readToken(dataDir)}` });
  } catch {
    return false;
  }
}

async function answers(url: string, headers: Record<string, string> = {}): Promise<boolean> {
  try {
    return (await fetch(url, { headers, signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}
