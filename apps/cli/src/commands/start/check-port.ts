import { once } from 'node:events';
import { createServer } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { poll } from '../../follow/poll.ts';

/** Longer than a server takes to end after the program that started it was killed. */
const PREDECESSOR_MS = 20_000;

/**
 * Makes sure that the server can listen on 127.0.0.1:`port`.
 * @throws CliError that says who has the port and what to do
 */
export async function checkPort(
  port: number,
  { dataDir, signal }: { dataDir: string; signal: AbortSignal },
): Promise<void> {
  if (await isFree(port)) return;
  if (!(await isOurs(port, dataDir))) throw taken(port);
  if (await isServing(port)) {
    throw new CliError(
      `Rustine is running on ${dataDir} already, at http://127.0.0.1:${port}: "npx rustine sign-in" opens its console. Stop it first (Ctrl-C there) to start it here.`,
      exitCodes.FAILED,
    );
  }
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

async function isOurs(port: number, dataDir: string): Promise<boolean> {
  try {
    return (await readFile(join(dataDir, 'server.json'), 'utf8')).includes(`:${port}"`);
  } catch {
    return false;
  }
}

async function isServing(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2000) });
    return answer.ok;
  } catch {
    return false;
  }
}
