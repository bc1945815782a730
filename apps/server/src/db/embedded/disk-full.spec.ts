import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, test, vi } from 'vitest';
import { quietLog } from '@rustine/testkit';
import { makeScratch } from './fixtures/scratch.ts';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

// Real processes on a busy machine: the limit is there for a hang, not for speed.
vi.setConfig({ testTimeout: 180_000 });

/** Mounts a file system of that size on the directory; false where this process may not mount. */
function mountSmall(path: string, megabytes: number): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0711`, 'tmpfs', path], {
      stdio: 'ignore',
      timeout: 10_000,
    });
    return true;
  } catch {
    return false;
  }
}

async function fill(path: string): Promise<void> {
  const block = Buffer.alloc(1024 * 1024);
  const endless = function* () {
    for (;;) {
      yield block;
    }
  };
  await pipeline(Readable.from(endless()), createWriteStream(path)).catch(() => undefined);
}

test('a disk that fills up while the cluster is made is named, and the next start with room succeeds', async (context) => {
  await using scratch = await makeScratch();
  context.skip(!mountSmall(scratch.path, 30), 'this process may not mount');
  try {
    const dataDir = join(scratch.path, 'data');
    await expect(startEmbeddedPostgres({ dataDir, log: quietLog })).rejects.toMatchObject({ fault: 'disk-full' });
    execFileSync('mount', ['-o', 'remount,size=200m', scratch.path], { timeout: 10_000 });
    const postgres = await startEmbeddedPostgres({ dataDir, log: quietLog });
    await postgres.stop();
  } finally {
    execFileSync('umount', [scratch.path], { timeout: 10_000 });
  }
});

test('a disk that is full at a later start is named with the log file, and nothing is lost', async (context) => {
  await using scratch = await makeScratch();
  context.skip(!mountSmall(scratch.path, 120), 'this process may not mount');
  try {
    const dataDir = join(scratch.path, 'data');
    const first = await startEmbeddedPostgres({ dataDir, log: quietLog });
    await first.stop();
    await fill(join(scratch.path, 'ballast'));
    const failure = startEmbeddedPostgres({ dataDir, log: quietLog });
    await expect(failure).rejects.toMatchObject({
      fault: 'disk-full',
      message: expect.stringContaining('disk is full'),
    });
    await rm(join(scratch.path, 'ballast'));
    const again = await startEmbeddedPostgres({ dataDir, log: quietLog });
    await again.stop();
  } finally {
    execFileSync('umount', [scratch.path], { timeout: 10_000 });
  }
});
