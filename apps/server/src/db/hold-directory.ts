import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a starter waits for a predecessor that is just ending, in milliseconds. */
const PATIENCE_MS = 3_000;
const STEP_MS = 50;

export class DirectoryHeldError extends Error {
  constructor(directory: string) {
    super(`another process is using ${directory}: stop it first, or choose another data directory`);
    this.name = 'DirectoryHeldError';
  }
}

/**
 * Makes this process the only user of a directory until it releases it or dies.
 *
 * The hold is a name in Linux's abstract socket space (unix(7)): the kernel takes it back the moment the process ends,
 * even by kill -9, so unlike a lock file it can never be stale. The name is made of device and inode, so two paths to
 * one directory meet on one name.
 *
 * @throws DirectoryHeldError when another live process still holds it after three seconds.
 */
export async function holdDirectory(directory: string): Promise<{ release(): Promise<void> }> {
  const { dev, ino } = statSync(directory);
  const name = `\0rustine-${createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 40)}`;
  for (let waited = 0; ; waited += STEP_MS) {
    const server = await listen(name);
    if (server !== undefined) {
      return { release: () => new Promise((resolve) => server.close(() => resolve())) };
    }
    if (waited >= PATIENCE_MS) {
      throw new DirectoryHeldError(directory);
    }
    await sleep(STEP_MS);
  }
}

/** The listening server, or undefined when the name is taken. */
async function listen(name: string) {
  const server = createServer((socket) => socket.destroy());
  return new Promise<typeof server | undefined>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        resolve(undefined);
      } else {
        reject(error);
      }
    });
    server.listen(name, () => {
      server.unref();
      resolve(server);
    });
  });
}
