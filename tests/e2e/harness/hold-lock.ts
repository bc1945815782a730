import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from './wait-until.ts';

/**
 * Holds the lock of a small machine's package manager, as a running dpkg does. A scan waits for it in the midst of its
 * step, so a test can do there what it likes. @returns lets go
 */
export async function holdPackageLock(folder: string): Promise<() => Promise<void>> {
  const lock = join(folder, 'small-machine', 'lock-frontend');
  await writeFile(lock, '', { mode: 0o644 });
  const { ino } = await stat(lock);
  const holder = spawn('flock', ['--exclusive', '--no-fork', lock, 'sleep', '1000'], { stdio: 'ignore' });
  const gone = once(holder, 'exit');
  await waitUntil('the lock is held', async () => (await readFile('/proc/locks', 'utf8')).includes(`:${ino} `));
  return async () => {
    holder.kill();
    await gone;
  };
}
