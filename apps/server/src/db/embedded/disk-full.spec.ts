import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, test, vi, type TestContext } from 'vitest';
import { quietLog } from '@rustine/testkit';
import { mountSmallDisk, type SmallDisk } from '@rustine/testkit/small-disk';
import { makeScratch } from './fixtures/scratch.ts';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

// Real processes on a busy machine: the limit is there for a hang, not for speed.
vi.setConfig({ testTimeout: 180_000 });

async function fill(path: string): Promise<void> {
  const block = Buffer.alloc(1024 * 1024);
  const endless = function* () {
    for (;;) {
      yield block;
    }
  };
  await pipeline(Readable.from(endless()), createWriteStream(path)).catch(() => undefined);
}

function mountOn(path: string, size: string, context: TestContext): SmallDisk {
  return mountSmallDisk(path, size) ?? context.skip('this process may not mount');
}

test('a disk that fills up while the cluster is made is named, and the next start with room succeeds', async (context) => {
  await using scratch = await makeScratch();
  using disk = mountOn(scratch.path, '30m', context);
  const dataDir = join(disk.path, 'data');
  await expect(startEmbeddedPostgres({ dataDir, log: quietLog })).rejects.toMatchObject({ fault: 'disk-full' });
  disk.resize('200m');
  const postgres = await startEmbeddedPostgres({ dataDir, log: quietLog });
  await postgres.stop();
});

test('a disk that is full at a later start is named with the log file, and nothing is lost', async (context) => {
  await using scratch = await makeScratch();
  using disk = mountOn(scratch.path, '120m', context);
  const dataDir = join(disk.path, 'data');
  const first = await startEmbeddedPostgres({ dataDir, log: quietLog });
  await first.stop();
  await fill(join(disk.path, 'ballast'));
  const failure = startEmbeddedPostgres({ dataDir, log: quietLog });
  await expect(failure).rejects.toMatchObject({
    fault: 'disk-full',
    message: expect.stringContaining('disk is full'),
  });
  await rm(join(disk.path, 'ballast'));
  const again = await startEmbeddedPostgres({ dataDir, log: quietLog });
  await again.stop();
});
