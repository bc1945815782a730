import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { Log } from '../log.ts';
import type { LiveStatus } from './live-status.ts';

const READERS_MAX = 8;
const READER_MS_MAX = 5000;

/**
 * Answers everybody who may enter the state directory with one line of JSON. Whoever calls this holds the journal, so a
 * socket that lies there is a dead agent's. An agent that cannot answer works all the same, and says so in its log.
 */
export async function answerStatus(
  path: string,
  { read, log }: { read: () => LiveStatus; log: Log },
): Promise<{ close: () => void }> {
  const readers = new Set<Socket>();
  const server = createServer((reader) => {
    readers.add(reader);
    reader.on('error', () => undefined);
    reader.on('close', () => readers.delete(reader));
    reader.setTimeout(READER_MS_MAX, () => reader.destroy());
    reader.resume();
    try {
      reader.end(`${JSON.stringify(read())}\n`);
    } catch (error) {
      // A journal that cannot be read ends the agent where it has to be written, not here.
      log.warn(`cannot tell the status: ${(error as Error).message}`);
      reader.destroy();
    }
  });
  server.maxConnections = READERS_MAX;
  const fault = await listen(server, path);
  if (fault !== null) log.warn(`"rustine-agent status" cannot ask this agent: ${fault.message}`);
  return {
    close() {
      server.close();
      for (const reader of readers) reader.destroy();
    },
  };
}

/** The folder lets nobody else in; the mode of the socket is the second lock. */
async function listen(server: Server, path: string): Promise<Error | null> {
  if (process.platform !== 'win32') rmSync(path, { force: true });
  return await new Promise((resolve) => {
    server.on('error', resolve);
    server.listen(path, () => {
      if (process.platform !== 'win32') chmodSync(path, 0o600);
      resolve(null);
    });
  });
}
